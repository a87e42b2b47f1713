import { Card } from "../ui/card.tsx";
import { Time } from "../ui/time.tsx";
import { Decisions } from "./decided.tsx";
import type { Review } from "./types.ts";
import { approvalWords } from "./words.ts";

/** How a review ended, and who signed it in its last round. */
export function DecidedCard({ review }: { review: Review }) {
  const own = review.decisions.filter(({ round }) => round === review.round);
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
        {own.length > 0 && <Decisions decisions={own} review={review} />}
        {holds && <p className="text-sm">{holds}</p>}
      </div>
    </Card>
  );
}
