import { isNode, isPair, LineCounter, stringify, type Document } from "yaml";
import { parseYaml } from "../../workflows/core/text/parse-yaml.ts";
import { readPolicy, type PolicyDocument } from "./policy.ts";

interface SourceProblem {
  path: (string | number)[];
  message: string;
  /** Where in the text: characters counted from 0, `to` exclusive; the line counts from 1. */
  from: number;
  to: number;
  line: number;
}

export interface ReadSource {
  document: PolicyDocument | null;
  problems: SourceProblem[];
}

/** A policy written as YAML or JSON: the document, or all that is wrong with it and where. */
export function readSource(source: string): ReadSource {
  const lines = new LineCounter();
  const yaml = parseYaml(source, { lineCounter: lines, prettyErrors: false });
  const lineAt = (at: number) => lines.linePos(at).line;
  if (yaml.errors.length > 0)
    return {
      document: null,
      problems: yaml.errors.map(({ message, pos: [from, to] }) => ({
        path: [],
        message: `This is no YAML here: ${message.replace(/\.$/, "")}.`,
        from,
        to,
        line: lineAt(from),
      })),
    };
  let value: unknown;
  try {
    value = yaml.toJS({ maxAliasCount: 100 });
  } catch {
    return {
      document: null,
      problems: [
        {
          path: [],
          message: "The text repeats itself by aliases (*name) too often: write it out.",
          from: 0,
          to: source.length,
          line: 1,
        },
      ],
    };
  }
  const { document, problems } = readPolicy(value);
  return {
    document,
    problems: problems
      .map(({ path, message }) => {
        const [from, to] = rangeOf(yaml, path);
        return { path, message, from, to, line: lineAt(from) };
      })
      .sort((a, b) => a.from - b.from),
  };
}

/** Where the value at a path stands; of one that is not there, where the nearest one around it begins. */
function rangeOf(yaml: Document, path: readonly (string | number)[]): [number, number] {
  for (let depth = path.length; depth >= 0; depth--) {
    const around = path.slice(0, depth);
    const node = yaml.getIn(around, true);
    if (!isNode(node) || !node.range) continue;
    const [from, to] = node.range;
    if (depth === path.length && depth > 0) return [from, to];
    const key = keyRange(yaml, around);
    return key ?? [from, Math.min(to, from + 1)];
  }
  return [0, 1];
}

function keyRange(yaml: Document, path: readonly (string | number)[]): [number, number] | null {
  const last = path.at(-1);
  const parent = yaml.getIn(path.slice(0, -1), true);
  if (typeof last !== "string" || !parent || typeof parent !== "object") return null;
  const items = "items" in parent && Array.isArray(parent.items) ? parent.items : [];
  for (const pair of items) {
    if (!isPair(pair) || !isNode(pair.key) || !pair.key.range) continue;
    if (String(pair.key) === last) return [pair.key.range[0], pair.key.range[1]];
  }
  return null;
}

/** A policy as YAML, as it is shown where nobody has written it by hand. */
export function writeSource(document: PolicyDocument): string {
  return stringify(document, { lineWidth: 100, flowCollectionPadding: true });
}
