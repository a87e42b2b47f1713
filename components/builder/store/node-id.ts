import { ID_PATTERN } from "../../../workflows/core/document.ts";

/**
 * A readable id that is not taken yet: the verb of the kind (`train.tabular` → `train`), where the area names the work
 * better the area itself, then `_2`, `_3`, …
 */
export function newNodeId(kind: string, taken: ReadonlySet<string>): string {
  const [area = "step", verb = area] = kind.split(".");
  const stem = toId(area === "train" ? area : verb);
  return freeId(stem, taken);
}

/** `wanted` itself when it is free, else with the next free number behind it. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, "");
  for (let number = 2; ; number++) {
    const id = `${stem}_${number}`;
    if (!taken.has(id)) return id;
  }
}

/** Text as an id: lower case, underscores for the rest, beginning with a letter, 63 characters at most. */
export function toId(text: string): string {
  const id = text
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .replace(/^[^a-z]+/, "")
    .replace(/_+$/, "")
    .slice(0, 63);
  return ID_PATTERN.test(id) ? id : "step";
}
