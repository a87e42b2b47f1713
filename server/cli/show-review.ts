import type { Connection } from "./client.ts";
import { facts, figures, section, when } from "./output.ts";

type Review = Awaited<ReturnType<Connection["api"]["reviews"]["get"]["query"]>>;

/** A review for people: where it stands, what it asks for, what was decided and what hangs on it. */
export function reviewLines(found: Review): string[] {
  const { model, run } = found;
  const conditions = found.findings.filter(({ condition }) => condition);
  const others = found.findings.filter(({ condition }) => !condition);
  return [
    ...facts({
      review: found.id,
      title: found.title,
      state: `${found.status}, round ${found.round}`,
      model: `${model.name}@${model.version}, ${found.versionChangesRequested ? "changes-requested" : model.status}`,
      tier: found.tier,
      policy: `${found.policy.tier}, ${found.policy.number === 0 ? "built in" : `version ${found.policy.number}`}`,
      run: `${run.id} of ${run.name}`,
      author: found.author.name,
      opened: `${when(found.openedAt)}${found.openedBy ? ` by ${found.openedBy.name}` : ""}`,
      due: found.dueAt && `${when(found.dueAt)}${found.isOverdue ? ", overdue" : ""}`,
      decided: found.decidedAt && when(found.decidedAt),
      "approved until": found.approvedUntil && when(found.approvedUntil),
      "asked to": found.instructions || null,
    }),
    ...found.stale.map(({ sentence }) => `changed since: ${sentence}`),
    ...section(["metric", "value"], figures(found.metrics)),
    ...section(
      ["stage", "state", "approvals", "may decide"],
      found.stages.map((one) => [
        one.title,
        one.state,
        `${one.given} of ${one.needed}`,
        one.mayDecide.map(({ name }) => name).join(", "),
      ]),
    ),
    ...section(
      ["requirement", "state", ""],
      found.requirements.map((one) => [one.title, one.state, one.why]),
    ),
    ...section(
      ["decided", "round", "stage", "decision", "by", "comment"],
      found.decisions.map((one) => [
        when(one.at),
        one.round,
        one.stage,
        one.outcome,
        one.by.name,
        one.comment,
      ]),
    ),
    ...section(["condition", "title", "due", "state", "owner"], conditions.map(findingRow)),
    ...section(["finding", "title", "due", "state", "owner"], others.map(findingRow)),
  ];
}

function findingRow(one: Review["findings"][number]) {
  return [`F${one.number}`, one.title, when(one.dueAt), one.state, one.owner.name];
}
