import { pathText } from "../../../workflows/core/diff.ts";
import type { Taken } from "../../../workflows/core/merge.ts";
import type { OpenConflict } from "./live-merge.ts";

/** Old id → new id of the steps that came in under another name. */
export function namesTaken(taken: readonly Taken[]): Map<string, string> {
  return new Map(
    taken.flatMap(({ node, path, before }) =>
      node !== null && path === "id" ? [[String(before), node] as const] : [],
    ),
  );
}

/** What is asked about a step is asked about it under its new name. */
export function followNames(
  open: readonly OpenConflict[],
  names: ReadonlyMap<string, string>,
): readonly OpenConflict[] {
  if (names.size === 0) return open;
  return open.map((one) => {
    const to = names.get(one.node ?? "");
    if (to === undefined || one.address[0] !== "nodes") return one;
    const address = ["nodes", to, ...one.address.slice(2)];
    const id = pathText(address);
    return { ...one, id, node: to, address, key: one.key.replace(one.id, () => id) };
  });
}
