import { LineCounter, stringify } from "yaml";
import { parseYaml } from "../../workflows/core/text/parse-yaml.ts";
import { rangeOf } from "../../workflows/core/text/range-of.ts";
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

/** A policy as YAML, as it is shown where nobody has written it by hand. */
export function writeSource(document: PolicyDocument): string {
  return stringify(document, { lineWidth: 100, flowCollectionPadding: true });
}
