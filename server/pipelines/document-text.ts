import type { Problem } from "../../workflows/core/problems.ts";
import { parseYaml } from "../../workflows/core/text/parse-yaml.ts";

const MAX_TEXT = 4 * 1024 * 1024;

/** Reads YAML or JSON text. What cannot be read comes back as a problem with line and column. */
export function readDocumentText(text: string): { document: unknown; problem: Problem | null } {
  if (text.length > MAX_TEXT)
    return unreadable(`it has ${text.length} characters, and ${MAX_TEXT} are allowed`);
  const nul = text.indexOf("\0");
  if (nul >= 0)
    return unreadable(`line ${text.slice(0, nul).split("\n").length} holds a NUL character`);
  try {
    const parsed = parseYaml(text, { prettyErrors: true, uniqueKeys: true });
    const error = parsed.errors[0];
    if (error) return unreadable(error.message.split("\n")[0]!.replace(/:$/, ""));
    // An alias bomb would grow without end: few aliases are enough for a pipeline.
    return { document: parsed.toJS({ maxAliasCount: 100 }), problem: null };
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
}

function unreadable(why: string): { document: null; problem: Problem } {
  return {
    document: null,
    problem: {
      code: "P001",
      severity: "error",
      message: `The text is not readable as YAML or JSON: ${why}. Correct it there and try again.`,
      anchor: {},
    },
  };
}
