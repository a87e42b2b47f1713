import { scopeWords } from "../reviews/scope-words.ts";
import { Nothing, State, Table } from "./parts.tsx";
import { day, words } from "./words.ts";
import type { PrintedDocument } from "./types.ts";

/** What has to be put right, what need not hold for a while, and when the approval did not count. */
export function FollowUp({ document }: { document: PrintedDocument }) {
  const { review, suspensions, people } = document;
  return (
    <>
      <h3>Findings and conditions</h3>
      {review.findings.length === 0 ? (
        <Nothing>None was raised.</Nothing>
      ) : (
        <Table
          head={["", "Finding", "Remedy", "Owner", "Due", "State"]}
          widths={["7%", "30%", undefined, "14%", "13%", "12%"]}
          rows={review.findings.map((one) => [
            `F${one.number}`,
            <>
              <b>{one.title}</b>
              <span className="small">
                {" "}
                {one.condition ? "condition, " : ""}
                {one.severity}
                {one.reviewId !== review.id && `, on version ${one.version}`}, raised by{" "}
                {one.raisedBy.name}, {day(one.raisedAt)}
              </span>
              {one.description && <p>{one.description}</p>}
            </>,
            <>
              {one.remedy}
              {one.answer && (
                <p className="small">
                  Answered, {day(one.answeredAt)}: {one.answer}
                </p>
              )}
              {one.closedBy && (
                <p className="small">
                  Closed by {one.closedBy.name}, {day(one.closedAt)}: {one.closingNote}
                </p>
              )}
              {one.retest && (
                <p className="small">
                  Retest: <code>{one.retest.runId}</code>
                </p>
              )}
            </>,
            one.owner.name,
            day(one.dueAt),
            <State key="state" state={one.state} />,
          ])}
        />
      )}
      <h3>Waivers</h3>
      {review.waivers.length === 0 ? (
        <Nothing>None was asked for.</Nothing>
      ) : (
        <Table
          head={["Waived", "Reason", "Asked by", "Approved by", "Until"]}
          rows={review.waivers.map((one) => [
            scopeWords(one, review),
            one.reason,
            one.requestedBy.name,
            one.approvedBy?.name ?? (one.refusedAt ? "refused" : "not yet"),
            one.revokedAt ? `revoked ${day(one.revokedAt)}` : day(one.expiresAt),
          ])}
        />
      )}
      <h3>Suspensions</h3>
      {suspensions.length === 0 ? (
        <Nothing>Its approval was never suspended.</Nothing>
      ) : (
        <Table
          head={["Cause", "Reason", "Since", "Lifted"]}
          widths={["16%", undefined, "16%", "26%"]}
          rows={suspensions.map((one) => [
            words(one.cause),
            one.reason,
            day(one.suspendedAt),
            one.liftedAt
              ? `${day(one.liftedAt)}${one.liftedBy ? ` by ${people[one.liftedBy] ?? one.liftedBy}` : ""}`
              : "no",
          ])}
        />
      )}
    </>
  );
}
