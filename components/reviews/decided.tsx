import { exactTime } from "../evidence/format.ts";
import { Hash } from "../evidence/hash.tsx";
import { Card } from "../ui/card.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import type { Review } from "./types.ts";

/** Who decided, when, why, and on which evidence. */
export function Decided({ review }: { review: Review }) {
  return (
    <Card title="Decision">
      {review.decisions.length === 0 ? (
        <p className="text-muted text-sm">
          The run ended before anybody decided
          {review.decidedAt && (
            <>
              , <Time at={review.decidedAt} />
            </>
          )}
          . Run the pipeline again to open a new review.
        </p>
      ) : (
        <ul className="flex flex-col gap-4">
          {review.decisions.map(({ id, outcome, comment, by, at, packHash }) => (
            <li key={id} className="flex flex-col gap-2 text-sm">
              <div className="flex flex-wrap items-center gap-2">
                <StatusBadge status={outcome} />
                <span>
                  by <b className="font-medium">{by.name}</b>
                </span>
                <span className="text-muted" title={exactTime(at)}>
                  <Time at={at} />
                </span>
              </div>
              <blockquote className="border-line border-l-2 pl-3 break-words whitespace-pre-wrap">
                {comment}
              </blockquote>
              <p className="text-muted text-xs">
                {packHash === review.packHash
                  ? "On the evidence shown here, pack"
                  : "On other evidence than is shown here, pack"}{" "}
                <Hash hash={packHash} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
