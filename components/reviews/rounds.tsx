import { Hash } from "../ui/hash.tsx";
import { Time } from "../ui/time.tsx";
import { Decisions } from "./decided.tsx";
import { PreviousReview } from "./previous-review.tsx";
import type { Review } from "./types.ts";

/** The review that this one answers, with the difference; and the rounds before this one. */
export function Rounds({ review }: { review: Review }) {
  const { previous, earlierRounds } = review;
  return (
    <div className="flex flex-col gap-6 text-sm">
      {previous && <PreviousReview previous={previous} />}
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
