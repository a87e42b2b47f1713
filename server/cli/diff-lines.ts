import { diffLines as diffText } from "diff";
import type { DocumentDiff, FieldChange, PartDiff } from "../../workflows/core/diff.ts";
import type { DocumentNode, PipelineDocument } from "../../workflows/core/document.ts";

const SIGNS = { added: "+", removed: "-", changed: "~", moved: ">" } as const;
const LONG = 80;

/** What differs, by step and field, as lines for a terminal: `+` came, `-` went, `~` changed, `>` only lies elsewhere. */
export function diffLines(
  diff: DocumentDiff,
  before: PipelineDocument,
  after: PipelineDocument,
): string[] {
  if (diff.same) return ["Nothing differs."];
  const kinds = new Map(
    [...before.nodes, ...after.nodes].map((node: DocumentNode) => [node.id, node.kind]),
  );
  const oldNames = new Set(Object.values(diff.renamed));
  return [
    ...diff.fields.flatMap((field) => fieldLines(field, "")),
    ...Object.entries(diff.nodes).flatMap(([id, part]) => {
      const before = diff.renamed[id];
      if (before !== undefined) return [`~ step ${before} → ${id} (another id)`];
      return oldNames.has(id) ? [] : partLines(`step ${id} (${kinds.get(id) ?? "?"})`, part);
    }),
    ...Object.entries(diff.triggers).flatMap(([id, part]) => partLines(`trigger ${id}`, part)),
    ...Object.entries(diff.groups).flatMap(([id, part]) => partLines(`group ${id}`, part)),
    ...Object.entries(diff.notes).flatMap(([id, part]) => partLines(`note ${id}`, part)),
    ...diff.wires.removed.map(({ from, to }) => `- wire ${from} → ${to}`),
    ...diff.wires.added.map(({ from, to }) => `+ wire ${from} → ${to}`),
  ];
}

function partLines(what: string, { change, fields, moved }: PartDiff): string[] {
  const head = `${SIGNS[change]} ${what}${change === "moved" || moved ? ", moved" : ""}`;
  // What a step that went had set is of little interest.
  return change === "removed"
    ? [head]
    : [head, ...fields.flatMap((one) => fieldLines(one, "    "))];
}

function fieldLines({ path, before, after }: FieldChange, indent: string): string[] {
  const [old, now] = [text(before), text(after)];
  if (before === undefined) return spread(`${indent}+ ${path}: `, now, indent, "+");
  if (after === undefined) return spread(`${indent}- ${path}: `, old, indent, "-");
  if (!isLong(old) && !isLong(now)) return [`${indent}~ ${path}: ${old} → ${now}`];
  return [
    `${indent}~ ${path}:`,
    ...diffText(`${old}\n`, `${now}\n`).flatMap(({ value, added, removed }) =>
      lines(value.replace(/\n$/, ""), indent, added ? "+" : removed ? "-" : " "),
    ),
  ];
}

function spread(head: string, value: string, indent: string, sign: string): string[] {
  return isLong(value) ? [head.trimEnd(), ...lines(value, indent, sign)] : [head + value];
}

function lines(value: string, indent: string, sign: string): string[] {
  return value.split("\n").map((line) => `${indent}    ${sign} ${line}`.trimEnd());
}

function isLong(value: string): boolean {
  return value.includes("\n") || value.length > LONG;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
