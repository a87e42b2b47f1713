import { celProblem } from "../../../workflows/core/cel.ts";
import { parseYaml } from "../../../workflows/core/text/parse-yaml.ts";
import { sentenceCase } from "../../ui/format.ts";
import type { CodeProblem } from "./code-problem.ts";

/** What CEL's parser says, at the spot it names (`<input>:LINE:COLUMN: …`). */
export function celProblems(text: string): CodeProblem[] {
  if (text.trim() === "") return [];
  const why = celProblem(text);
  if (why === null) return [];
  const match = /^<input>:(\d+):(\d+):\s*(.*)$/s.exec(why);
  if (!match) return [{ from: 0, to: text.length, message: why }];
  const from = offsetOf(text, Number(match[1]), Number(match[2]));
  return [{ from, to: Math.min(text.length, from + 1), message: sentenceCase(match[3]!) }];
}

/** What is wrong with a text as YAML. */
export function yamlProblems(text: string): CodeProblem[] {
  return parseYaml(text, { prettyErrors: false }).errors.map(({ pos, message }) => ({
    from: pos[0],
    to: Math.max(pos[1], pos[0] + 1),
    message: sentenceCase(message),
  }));
}

/** What is wrong with a text as JSON. */
export function jsonProblems(text: string): CodeProblem[] {
  if (text.trim() === "") return [];
  try {
    JSON.parse(text);
    return [];
  } catch {
    // Browsers name the spot in different words, or not at all; most slips are such in YAML as well.
    const [slip] = yamlProblems(text);
    return [slip ?? { from: 0, to: text.length, message: NOT_JSON }];
  }
}

const NOT_JSON = 'Write it as JSON, with double quotes: for instance [1, "a", {"b": true}].';

function offsetOf(text: string, line: number, column: number): number {
  const before = text
    .split("\n")
    .slice(0, line - 1)
    .reduce((sum, row) => sum + row.length + 1, 0);
  return Math.min(text.length, before + column - 1);
}
