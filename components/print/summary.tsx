import { metricTitle, sortedMetrics } from "../../workflows/core/metrics.ts";
import { formatMetric, plural, unwrapped } from "../ui/format.ts";
import { day, words } from "./words.ts";
import type { PrintedDocument } from "./types.ts";

/** What it is for, how good it is, what stands in the way and what was decided, on half a page. */
export function Summary({ document }: { document: PrintedDocument }) {
  const { review, evaluation } = document;
  const metrics = sortedMetrics(evaluation?.metrics ?? review.metrics).slice(0, 4);
  const required = review.requirements.filter((one) => one.required);
  const open = review.findings.filter(({ closedAt }) => !closedAt);
  const own = open.filter(({ reviewId }) => reviewId === review.id);
  const last = review.decisions.filter(({ round }) => round === review.round).at(-1);
  return (
    <>
      <h3>Intended use</h3>
      <p>{unwrapped(review.intendedUse) || "Not given."}</p>
      {review.instructions && (
        <>
          <h3>What the reviewers were asked to look at</h3>
          <p>{unwrapped(review.instructions)}</p>
        </>
      )}
      <ul className="tiles">
        {metrics.map(([name, value]) => {
          const interval = evaluation?.bootstrap?.intervals[name];
          return (
            <li key={name}>
              <span>{metricTitle(name)}</span>
              <b>{formatMetric(value)}</b>
              <span>
                {interval ? `${formatMetric(interval.low)} – ${formatMetric(interval.high)}` : ""}
              </span>
            </li>
          );
        })}
      </ul>
      <ul className="points">
        <li>
          {required.length === 0
            ? "The policy requires no evidence of a model of this tier."
            : `${required.length - review.unmet.length} of ${plural(required.length, "required item")} of evidence ${required.length === 1 ? "is" : "are"} met or waived.`}
          {review.unmet.length > 0 &&
            ` Missing: ${review.unmet.map(({ title }) => title).join(", ")}.`}
        </li>
        <li>
          {open.length === 0
            ? "No finding is open."
            : `${plural(open.length, "finding")} ${open.length === 1 ? "is" : "are"} open; ${own.filter(({ condition }) => condition).length} of the approval’s conditions among them.`}
          {open.length > own.length &&
            ` ${open.length - own.length} of them came up in another review of the model.`}
        </li>
        {document.suspensions
          .filter(({ liftedAt }) => !liftedAt)
          .map(({ id, reason }) => (
            <li key={id}>The approval is suspended: {reason}</li>
          ))}
        {review.stale.length > 0 && (
          <li>
            Since the evidence was frozen this has changed:{" "}
            {review.stale.map(({ sentence }) => sentence).join(" ")}
          </li>
        )}
        <li>
          {last
            ? `${words(last.outcome)} by ${last.by.name} on ${day(last.at)}: “${last.comment}”`
            : review.status === "open"
              ? `Waits for a decision at '${review.currentStage?.title ?? "review"}'.`
              : `It ended without a decision: ${words(review.status).toLowerCase()}.`}
        </li>
      </ul>
    </>
  );
}
