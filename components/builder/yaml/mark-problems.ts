import type { Document } from "yaml";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Anchor, Problem } from "../../../workflows/core/problems.ts";
import type { CodeProblem } from "../../form/code/code-problem.ts";
import { placeOf } from "./document-text.ts";

type Path = (string | number)[];

/** Problems of a document, each where it lies in the text that it was read from. */
export function markProblems(
  problems: readonly Problem[],
  document: PipelineDocument,
  yaml: Document,
): CodeProblem[] {
  const marks = problems.map(({ anchor, message, severity, code }) => ({
    ...placeOf(yaml, pathOf(anchor, document, yaml), code === "P011"),
    message,
    severity,
    code,
  }));
  return marks.sort((a, b) => a.from - b.from);
}

/** The path of what a problem is about in the document: a wire, a field, or the step itself. */
function pathOf({ node, port, field }: Anchor, document: PipelineDocument, yaml: Document): Path {
  const path = field?.split(".") ?? [];
  const index = document.nodes.findIndex(({ id }) => id === node);
  if (index < 0 || /^(nodes|wires)\.\d/.test(field ?? "")) return path;
  const step = ["nodes", index];
  if (port !== undefined) return wireAt(`${node}.${port}`, document) ?? [...step, "id"];
  if (path.length === 0) return [...step, "id"];
  const own = [...step, ...path];
  const config = [...step, "config", ...path];
  return yaml.hasIn(own) && !yaml.hasIn(config) ? own : config;
}

/** The end of a wire that is named so. */
function wireAt(end: string, { wires = [] }: PipelineDocument): Path | null {
  const to = wires.findIndex((wire) => wire.to === end);
  if (to >= 0) return ["wires", to, "to"];
  const from = wires.findIndex((wire) => wire.from === end);
  return from >= 0 ? ["wires", from, "from"] : null;
}
