import type { Document } from "yaml";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { parseShape } from "../../../workflows/core/document-issues.ts";
import { parseYaml } from "../../../workflows/core/text/parse-yaml.ts";
import { keyRange, rangeOf } from "../../../workflows/core/text/range-of.ts";
import type { CodeProblem } from "../../form/code/code-problem.ts";

type Read =
  | { document: PipelineDocument; yaml: Document; problems: [] }
  | { document: null; problems: CodeProblem[] };

/**
 * Reads YAML as the pipeline `name`. Problems carry where in the text they are; a document comes back, with the YAML it was
 * read from, only when its shape is right (what its steps make of it, the compiler says).
 */
export function fromText(text: string, name: string): Read {
  const yaml = parseYaml(text, { prettyErrors: false });
  if (yaml.errors.length > 0)
    return wrong(
      yaml.errors.map(({ pos, message }) => ({
        from: pos[0],
        to: Math.max(pos[1], pos[0] + 1),
        message,
      })),
    );
  let value: unknown;
  try {
    value = yaml.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const message = error instanceof Error ? error.message : "The YAML cannot be read.";
    return wrong([{ from: 0, to: text.length, message }]);
  }
  const { data: document, issues } = parseShape(value);
  if (!document)
    return wrong(
      issues.map(({ path, message, isUnknown }) => ({
        ...placeOf(yaml, path, isUnknown),
        message,
      })),
    );
  if (document.name !== name) {
    const message = `The name must stay '${name}': it is the pipeline's own. Import the text to make another one.`;
    return wrong([{ ...placeOf(yaml, ["name"]), message }]);
  }
  return { document, yaml, problems: [] };
}

function wrong(problems: CodeProblem[]): Read {
  return { document: null, problems };
}

/** Where a path of the document stands in its text; of a field that should not be there its key. */
export function placeOf(
  yaml: Document,
  path: readonly (string | number)[],
  isUnknown = false,
): { from: number; to: number } {
  const [from, to] = (isUnknown ? keyRange(yaml, path) : null) ?? rangeOf(yaml, path);
  return { from, to };
}
