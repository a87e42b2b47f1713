import { Conditions } from "../models/approval/conditions.tsx";
import { withConditions } from "../../workflows/core/version-words.ts";
import { Card } from "../ui/card.tsx";
import { Time } from "../ui/time.tsx";
import { Decisions } from "./decided.tsx";
import type { Review } from "./types.ts";
import { approvalWords, conditionsOf } from "./words.ts";

/** How a review ended, and who signed it in its last round. */
export function DecidedCard({ review }: { review: Review }) {
  const own = review.decisions.filter(({ round }) => round === review.round);
  const conditions = review.status === "approved" ? conditionsOf(review) : [];
  const holds = approvalWords(review);
  return (
    <Card title="Decision">
      <div className="flex flex-col gap-3">
        {(own.length === 0 || review.status === "withdrawn" || review.status === "cancelled") && (
          <p className="text-muted text-sm">
            {review.status === "withdrawn"
              ? "The review was withdrawn"
              : "The run ended before anybody decided"}
            {review.decidedAt && (
              <>
                , <Time at={review.decidedAt} />
              </>
            )}
            .{" "}
            {review.status === "withdrawn"
              ? "Open a new one from the page of the version."
              : "Run the pipeline again to open a new review."}
          </p>
        )}
        {conditions.length > 0 && (
          <section>
            <h3 className="mb-2 text-sm font-medium">
              Approved {withConditions(conditions.length)}
            </h3>
            <Conditions conditions={conditions} waivers={review.waivers.map(standing)} />
          </section>
        )}
        {own.length > 0 && <Decisions decisions={own} review={review} />}
        {holds && <p className="text-sm">{holds}</p>}
      </div>
    </Card>
  );
}

/** A waiver, whether it holds now. */
function standing({
  scope,
  approvedBy,
  revokedAt,
  hasEnded,
  expiresAt,
}: Review["waivers"][number]) {
  const isGranted = approvedBy !== null && revokedAt === null && !hasEnded;
  return { scope, state: isGranted ? "granted" : "ended", expiresAt } as const;
}
