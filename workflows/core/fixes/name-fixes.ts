import { otherPipelines } from "../check-pipelines.ts";
import type { PipelineDocument } from "../document.ts";
import { nearest } from "../nearest.ts";
import { fieldOf, withField, type Around, type Fix } from "./fix.ts";

/** A pipeline that is not published: the one with a similar name, where there is no second. */
export function pipelineFixes({ problem, document, nodes, pipelines }: Around): Fix[] {
  const { node: id, field = "" } = problem.anchor;
  if (id === undefined) return triggerFixes(field, document, otherPipelines(document, pipelines));
  return use(meant(fieldOf(nodes.get(id)?.node.config, field), pipelines), (before, name) =>
    withField(before, id, field, name),
  );
}

/** A dataset that is not there, in a trigger: likewise. */
export function datasetFixes({ problem, document, datasets }: Around): Fix[] {
  return triggerFixes(problem.anchor.field ?? "", document, datasets);
}

/** What a trigger listens to, where there is no such: the one with a similar name. */
function triggerFixes(
  anchor: string,
  { triggers = [] }: PipelineDocument,
  names: ReadonlySet<string>,
): Fix[] {
  const [, number, field] = /^triggers\.(\d+)\.(\w+)$/.exec(anchor) ?? [];
  const index = Number(number);
  if (field === undefined) return [];
  return use(meant(fieldOf(triggers[index], field), names), (before, name) => ({
    ...before,
    triggers: before.triggers!.with(index, { ...before.triggers![index]!, [field]: name }),
  }));
}

function use(
  name: string | null,
  set: (document: PipelineDocument, name: string) => PipelineDocument,
): Fix[] {
  if (name === null) return [];
  return [{ title: `Use '${name}' instead`, apply: (document) => set(document, name) }];
}

/** The one name like it; null where there are two, or none. */
function meant(name: unknown, known: ReadonlySet<string>): string | null {
  if (typeof name !== "string") return null;
  const near = nearest(name, known);
  const others = [...known].filter((one) => one !== near);
  return near === null || nearest(name, others) !== null ? null : near;
}
