import type { Connection } from "./client.ts";
import { facts, figures, section, when } from "./output.ts";

type Version = Awaited<ReturnType<Connection["api"]["models"]["version"]["query"]>>;

/** A model version for people: what it is, who made it, and what became of it. */
export function versionLines(found: Version): string[] {
  const { lineage } = found;
  return [
    ...facts({
      version: `${found.model}@${found.number}`,
      state: found.status,
      about: found.description || null,
      "intended use": found.intendedUse || null,
      registered: when(found.createdAt),
      run: `${found.run.id} of ${found.run.name}, started by ${found.startedBy.name}`,
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
