import type { ChangeKind, DocumentDiff, FieldChange } from "../../../workflows/core/diff.ts";
import type { DocumentWire, PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { groupKey, noteKey } from "../store/canvas-key.ts";
import { wireId } from "../../graph/wire-id.ts";
import { triggerKey } from "../store/trigger-key.ts";

/** One thing that differs, as a line of the list. */
export interface Change {
  id: string;
  change: ChangeKind;
  kind: "pipeline" | "step" | "trigger" | "wire" | "group" | "note";
  title: string;
  /** What stands beside the title: the id, the kind of step. */
  detail: string;
  fields: readonly FieldChange[];
  /** Its key on the canvas; null for what is not drawn. */
  key: string | null;
  wire: string | null;
  moved: boolean;
}

/** Everything that differs, in the order in which one looks at it: the pipeline, what is drawn, wires, what only moved. */
export function changesOf(diff: DocumentDiff, both: PipelineDocument): Change[] {
  const nodes = new Map(both.nodes.map((node) => [node.id, node]));
  const changes: Change[] = [];
  if (diff.fields.length > 0)
    changes.push({
      id: "pipeline",
      change: "changed",
      kind: "pipeline",
      title: "The pipeline itself",
      detail: "",
      fields: diff.fields,
      key: null,
      wire: null,
      moved: false,
    });
  for (const [id, part] of Object.entries(diff.nodes)) {
    const node = nodes.get(id);
    const step = node && registry.get(node.kind);
    changes.push({
      ...part,
      id: `step ${id}`,
      kind: "step",
      title: node?.title ?? step?.title ?? node?.kind ?? id,
      detail: id,
      key: id,
      wire: null,
    });
  }
  for (const [id, part] of Object.entries(diff.triggers)) {
    const spec = both.triggers?.find((one) => one.id === id);
    const key = triggerKey(id);
    const title = spec?.title ?? `Trigger ${id}`;
    changes.push({
      ...part,
      id: key,
      kind: "trigger",
      title,
      detail: spec?.type ?? "",
      key,
      wire: null,
    });
  }
  for (const [id, part] of Object.entries(diff.groups)) {
    const key = groupKey(id);
    const title = both.layout?.groups?.[id]?.title ?? "Group";
    changes.push({ ...part, id: key, kind: "group", title, detail: "group", key, wire: null });
  }
  for (const [id, part] of Object.entries(diff.notes)) {
    const key = noteKey(id);
    const text = both.layout?.notes?.[id]?.text.trim().split("\n")[0] ?? "";
    changes.push({
      ...part,
      id: key,
      kind: "note",
      title: text || "Note",
      detail: "note",
      key,
      wire: null,
    });
  }
  const wires = [
    ...diff.wires.added.map((wire) => wireChange(wire, "added")),
    ...diff.wires.removed.map((wire) => wireChange(wire, "removed")),
  ];
  const drawn = changes.filter(({ change }) => change !== "moved");
  return [...drawn, ...wires, ...changes.filter(({ change }) => change === "moved")];
}

function wireChange(wire: DocumentWire, change: "added" | "removed"): Change {
  return {
    id: `wire ${wireId(wire)}`,
    change,
    kind: "wire",
    title: `${wire.from} → ${wire.to}`,
    detail: "wire",
    fields: [],
    key: null,
    wire: wireId(wire),
    moved: false,
  };
}

/** `2 steps added, 1 step changed, 1 wire added, 3 moved`; null when nothing differs. */
export function summaryOf(diff: DocumentDiff): string | null {
  const words: string[] = [];
  const count = (number: number, one: string, what: string) => {
    if (number > 0) words.push(`${number} ${number === 1 ? one : `${one}s`} ${what}`);
  };
  const renamed = new Set([...Object.keys(diff.renamed), ...Object.values(diff.renamed)]);
  const parts = [
    ["step", diff.nodes],
    ["trigger", diff.triggers],
    ["group", diff.groups],
    ["note", diff.notes],
  ] as const;
  let moved = 0;
  for (const [one, part] of parts) {
    // A step under another id counts once.
    const list = Object.entries(part).filter(
      ([id, { change }]) => !(one === "step" && change !== "changed" && renamed.has(id)),
    );
    for (const change of ["added", "removed", "changed"] as const)
      count(list.filter(([, entry]) => entry.change === change).length, one, change);
    moved += list.filter(([, entry]) => entry.change === "moved").length;
  }
  const silent = Object.keys(diff.renamed).filter((id) => diff.nodes[id]?.change === "added");
  count(silent.length, "step", "renamed");
  count(diff.wires.added.length, "wire", "added");
  count(diff.wires.removed.length, "wire", "removed");
  count(diff.fields.length, "setting", "of the pipeline changed");
  if (moved > 0) words.push(`${moved} moved`);
  return words.length === 0 ? null : words.join(", ");
}
