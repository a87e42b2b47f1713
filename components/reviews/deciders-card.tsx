import { Card } from "../ui/card.tsx";
import { Notice } from "../ui/notice.tsx";
import { Decisions } from "./decided.tsx";
import type { Review } from "./types.ts";
import { FUNCTION_WORDS } from "./words.ts";

/** Who may decide now, who may not and why, and what was signed in this round so far. */
export function DecidersCard({ review }: { review: Review }) {
  const stage = review.currentStage;
  if (!stage) return null;
  const given = review.decisions.filter(({ round }) => round === review.round);
  return (
    <Card
      title="Who may decide"
      description={`${stage.title}: ${stage.given} of ${stage.needed} given${stage.function ? `, for ${FUNCTION_WORDS[stage.function].toLowerCase()}` : ", any reviewer"}`}
    >
      <div className="flex flex-col gap-3 text-sm">
        {stage.problem && <Notice tone="warn">{stage.problem}</Notice>}
        {stage.mayDecide.length > 0 && (
          <ul className="flex flex-col gap-0.5">
            {stage.mayDecide.map(({ id, name, onBehalfOf }) => (
              <li key={id}>
                {name}
                {onBehalfOf && <span className="text-muted"> for {onBehalfOf.name}</span>}
              </li>
            ))}
          </ul>
        )}
        {stage.excluded.length > 0 && (
          <div>
            <p className="text-muted text-xs">Not these:</p>
            <ul className="text-muted flex flex-col gap-0.5 text-xs">
              {stage.excluded.map(({ id, name, why }) => (
                <li key={id}>
                  {name}: {why.charAt(0).toLowerCase() + why.slice(1)}
                </li>
              ))}
            </ul>
          </div>
        )}
        {given.length > 0 && (
          <div className="border-line border-t pt-3">
            <Decisions decisions={given} review={review} />
          </div>
        )}
      </div>
    </Card>
  );
}
