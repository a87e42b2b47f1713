import Link from "next/link";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import { asRows, ChangeRows } from "./changes-list.tsx";
import type { Review } from "./types.ts";

/** The review that this one answers: what was said there, and what is different now. */
export function PreviousReview({ previous }: { previous: NonNullable<Review["previous"]> }) {
  return (
    <section aria-label="The review before" className="flex flex-col gap-2 text-sm">
      <h3 className="flex flex-wrap items-center gap-2 font-medium">
        <Link href={`/reviews/${previous.reviewId}`} className="text-accent hover:underline">
          The review of version {previous.version} before this one
        </Link>
        <StatusBadge status={previous.status} />
        {previous.decidedAt && (
          <span className="text-muted text-xs font-normal">
            <Time at={previous.decidedAt} />
          </span>
        )}
      </h3>
      {previous.comment && (
        <blockquote className="border-line border-l-2 pl-3 break-words whitespace-pre-wrap">
          {previous.comment}
        </blockquote>
      )}
      <p className="text-muted text-xs">What is different now</p>
      {previous.changes.length === 0 ? (
        <p>Nothing: the evidence is the same.</p>
      ) : (
        <ChangeRows changes={asRows(previous.changes)} />
      )}
    </section>
  );
}
