import Link from "next/link";
import { Hash } from "../evidence/hash.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import { asRows, ChangeRows } from "./changes-list.tsx";
import { Decisions } from "./decided.tsx";
import type { Review } from "./types.ts";

/** The review that this one answers, with the difference; and the rounds before this one. */
export function Rounds({ review }: { review: Review }) {
  const { previous, earlierRounds } = review;
  return (
    <div className="flex flex-col gap-6 text-sm">
      {previous && (
        <section aria-label="The review before" className="flex flex-col gap-2">
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
      )}
      {[...earlierRounds].reverse().map((round) => (
        <section
          key={round.round}
          aria-label={`Round ${round.round}`}
          className="flex flex-col gap-2"
        >
          <h3 className="font-medium">
            Round {round.round}{" "}
            <span className="text-muted text-xs font-normal">
              frozen by {round.frozenBy.name}, <Time at={round.frozenAt} />; pack{" "}
              <Hash hash={round.packHash} />
            </span>
          </h3>
          <p>Ended because: {round.endedBecause}</p>
          {round.decisions.length > 0 ? (
            <>
              <p className="text-muted text-xs">Decided in it, and not counted any more</p>
              <Decisions decisions={round.decisions} review={review} />
            </>
          ) : (
            <p className="text-muted text-xs">Nobody had decided in it.</p>
          )}
        </section>
      ))}
    </div>
  );
}
