import { trainedInWords } from "../../workflows/core/trained-in.ts";
import { versionState, withConditions } from "../../workflows/core/version-words.ts";
import type { Connection } from "./client.ts";
import { facts, figures, section, when } from "./output.ts";

type Version = Awaited<ReturnType<Connection["api"]["models"]["version"]["query"]>>;

type Approval = Parameters<typeof versionState>[0];

/** `approved with 2 conditions`. */
export function stateOf(version: Approval): string {
  const { state, note } = versionState(version);
  return note ? `${state} ${note}` : state;
}

/** The newest approved version; with its conditions where the state of the newest one does not tell of them. */
export function approvedOf(
  { number, openConditions }: { number: number; openConditions: number },
  latest: number | undefined,
): string {
  const isTold = number === latest || openConditions === 0;
  return isTold ? String(number) : `${number} ${withConditions(openConditions)}`;
}

/** A model version for people: what it is, who made it, and what became of it. */
export function versionLines(found: Version): string[] {
  const { lineage } = found;
  const from = lineage.training?.from;
  return [
    ...facts({
      version: `${found.model}@${found.number}`,
      state: stateOf(found),
      about: found.description || null,
      "intended use": found.intendedUse || null,
      registered: when(found.createdAt),
      run: `${found.run.id} of ${found.run.name}, started by ${found.startedBy.name}`,
      "trained in": from && `${from.runId} ${trainedInWords(from)}`,
      author: found.author.name,
      makers: found.makers.map(({ name }) => name).join(", "),
      algorithm: lineage.training?.algorithm,
      "sha-256": found.hash,
    }),
    ...section(["metric", "value"], figures(found.metrics)),
    ...section(
      ["data", "version", "rows", "sha-256"],
      (lineage.data ?? []).map((one) => [one.name, one.version, one.rows, one.hash?.slice(0, 12)]),
    ),
    ...section(
      ["review", "state", "opened", "decided", "by", "comment"],
      found.reviews.map((one) => [
        one.id,
        one.status,
        when(one.openedAt),
        when(one.decidedAt),
        one.decidedBy?.name,
        one.comment,
      ]),
    ),
    ...section(
      ["endpoint", "revision", "since", ""],
      found.deployments.map((one) => [
        one.name,
        one.revision,
        when(one.createdAt),
        one.current ? "answers now" : "",
      ]),
    ),
  ];
}
