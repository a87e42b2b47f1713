import { documentSchema, type PipelineDocument } from "../../../workflows/core/document.ts";
import { parseYaml } from "../../../workflows/core/text/parse-yaml.ts";
import type { CodeProblem } from "../../form/code/code-problem.ts";

/**
 * Reads YAML as the pipeline `name`. Problems carry where in the text they are; a document comes back only when its
 * shape is right (what its steps make of it, the compiler says).
 */
export function fromText(
  text: string,
  name: string,
): { document: PipelineDocument | null; problems: CodeProblem[] } {
  const parsed = parseYaml(text, { prettyErrors: false });
  if (parsed.errors.length > 0)
    return {
      document: null,
      problems: parsed.errors.map(({ pos, message }) => ({
        from: pos[0],
        to: Math.max(pos[1], pos[0] + 1),
        message,
      })),
    };
  let value: unknown;
  try {
    value = parsed.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const message = error instanceof Error ? error.message : "The YAML cannot be read.";
    return { document: null, problems: [{ from: 0, to: text.length, message }] };
  }
  const checked = documentSchema.safeParse(value);
  if (!checked.success)
    return {
      document: null,
      problems: checked.error.issues.map(({ path, message }) => ({
        ...rangeOf(parsed, path, text),
        message: path.length === 0 ? message : `${path.join(".")}: ${message}`,
      })),
    };
  if (checked.data.name !== name)
    return {
      document: null,
      problems: [
        {
          ...rangeOf(parsed, ["name"], text),
          message: `The name must stay '${name}': it is the pipeline's own. Import the text to make another one.`,
        },
      ],
    };
  return { document: checked.data, problems: [] };
}

/** The text of the value at a path, or of the nearest one around it. */
function rangeOf(
  parsed: ReturnType<typeof parseYaml>,
  path: readonly PropertyKey[],
  text: string,
): { from: number; to: number } {
  for (let length = path.length; length > 0; length--) {
    const node = parsed.getIn(path.slice(0, length), true) as { range?: [number, number, number] };
    if (node?.range) return { from: node.range[0], to: Math.max(node.range[1], node.range[0] + 1) };
  }
  return { from: 0, to: Math.min(1, text.length) };
}
