import Link from "next/link";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import type { Version } from "./types.ts";

/** What was decided about a version and where it went, newest first. */
export function History({
  reviews,
  deployments,
}: {
  reviews: Version["reviews"];
  deployments: Version["deployments"];
}) {
  if (reviews.length === 0 && deployments.length === 0)
    return (
      <p className="text-muted text-sm">
        Neither reviewed nor deployed. A Review step after Register opens a review.
      </p>
    );
  return (
    <ul className="flex flex-col gap-3 text-sm">
      {deployments.map(({ name, revision, createdAt, reason, current }) => (
        <li key={`${name}-${revision}`}>
          <div className="flex items-center gap-2">
            <Link href={`/deployments/${name}`} className="text-accent hover:underline">
              {name}
            </Link>
            <span>revision {revision}</span>
            <span className="text-muted ml-auto text-xs">
              {current ? "in service" : "replaced"}
            </span>
          </div>
          <p className="text-muted text-xs">
            {reason}, <Time at={createdAt} />
          </p>
        </li>
      ))}
      {[...reviews].reverse().map((review) => (
        <li key={review.id}>
          <div className="flex items-center gap-2">
            <Link href={`/reviews/${review.id}`} className="text-accent hover:underline">
              Review
            </Link>
            <StatusBadge status={review.status} className="ml-auto" />
          </div>
          <p className="text-muted text-xs">
            {review.decidedBy ? `by ${review.decidedBy.name}, ` : review.decidedAt ? "" : "opened "}
            <Time at={review.decidedAt ?? review.openedAt} />
          </p>
          {review.comment && (
            <p className="mt-0.5 text-xs break-words whitespace-pre-wrap">“{review.comment}”</p>
          )}
        </li>
      ))}
    </ul>
  );
}
