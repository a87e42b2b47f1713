import { byId } from "../../../workflows/core/diff.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Conflict, Taken } from "../../../workflows/core/merge.ts";

const NAMED = 3;

/** What a step is called in the first of the documents that has it. */
export function stepName(id: string, ...documents: readonly PipelineDocument[]): string {
  for (const document of documents) {
    const node = byId(document.nodes).get(id);
    if (node) return node.title ?? node.id;
  }
  return id;
}

/** A field as people call it: `max_depth` for `config.max_depth`. */
function fieldName(path: string): string {
  return path.replace(/^config\.?/, "") || "all of it";
}

/** What a conflict is about: `Train: max_depth`. */
export function conflictName(
  { node, path, address }: Pick<Conflict, "node" | "path" | "address">,
  document: PipelineDocument,
): string {
  if (node !== null)
    return path === ""
      ? stepName(node, document)
      : `${stepName(node, document)}: ${fieldName(path)}`;
  const [list, id] = address;
  return list === "triggers" && address.length === 2 ? `trigger ${id}` : path;
}

/** That some fields are to be decided. */
export function askedWords(count: number): string {
  return count === 1 ? "One field waits for your choice" : `${count} fields wait for your choice`;
}

/** What came in, in a few words: `changed Train (max_depth), added Split, moved 2 steps`. */
export function takenWords(
  taken: readonly Taken[],
  before: PipelineDocument,
  after: PipelineDocument,
): string {
  const name = (id: string) => stepName(id, after, before);
  const added: string[] = [];
  const renamed: string[] = [];
  const removed: string[] = [];
  const fields = new Map<string, string[]>();
  const moved = new Set<string>();
  let wires = 0;
  for (const { node, path, ...change } of taken) {
    if (path === "id") renamed.push(`${change.before as string} to ${node}`);
    else if (path === "position") moved.add(node ?? "");
    else if (path === "wires") wires++;
    else if (node === null) fields.set(path, []);
    else if (path !== "")
      fields.set(name(node), [...(fields.get(name(node)) ?? []), fieldName(path)]);
    else (change.before === undefined ? added : removed).push(name(node));
  }
  const whole = new Set([...added, ...removed]);
  for (const { node, path } of taken)
    if (node !== null && path !== "" && whole.has(name(node))) moved.delete(node);
  const changed = [...fields].map(([what, which]) =>
    which.length === 0 ? what : `${what} (${listed(which)})`,
  );
  const parts = [
    changed.length > 0 && `changed ${listed(changed)}`,
    renamed.length > 0 && `renamed ${listed(renamed)}`,
    added.length > 0 && `added ${listed(added)}`,
    removed.length > 0 && `removed ${listed(removed)}`,
    wires > 0 && whole.size === 0 && (wires === 1 ? "changed a wire" : `changed ${wires} wires`),
    moved.size > 0 &&
      (moved.size === 1 ? `moved ${name([...moved][0]!)}` : `moved ${moved.size} steps`),
  ].filter((part) => part !== false);
  return parts.join(", ") || "changed something";
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(", ");
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}
