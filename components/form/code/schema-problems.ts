import { isNode } from "yaml";
import { z } from "zod";
import { parseYaml } from "../../../workflows/core/text/parse-yaml.ts";
import { sentenceOf } from "../schema-form/check-field.ts";
import type { JsonSchema } from "../schema-form/fields.ts";
import type { CodeProblem } from "./code-problem.ts";

const schemas = new WeakMap<JsonSchema, z.ZodType | null>();

/** Where a YAML or JSON text is well written, and yet no value of the schema. */
export function schemaProblems(text: string, schema: JsonSchema): CodeProblem[] {
  if (text.trim() === "") return [];
  const checker = checkerOf(schema);
  if (!checker) return [];
  const document = parseYaml(text);
  const parsed = checker.safeParse(document.toJS());
  return (parsed.error?.issues ?? []).map((issue) => {
    // The deepest part that is there: what is missing is missing in it.
    for (let depth = issue.path.length; depth >= 0; depth--) {
      const node: unknown =
        depth === 0 ? document.contents : document.getIn(issue.path.slice(0, depth), true);
      if (isNode(node) && node.range)
        return {
          from: node.range[0],
          to: Math.max(node.range[1], node.range[0] + 1),
          message: sentenceAt(issue.path, sentenceOf(issue)),
        };
    }
    return { from: 0, to: text.length, message: sentenceAt(issue.path, sentenceOf(issue)) };
  });
}

function sentenceAt(path: readonly PropertyKey[], sentence: string): string {
  return path.length === 0 ? sentence : `${path.map(String).join(".")}: ${sentence}`;
}

/** The schema as one that checks; null where JSON Schema says what it cannot. */
function checkerOf(schema: JsonSchema): z.ZodType | null {
  let checker = schemas.get(schema);
  if (checker === undefined) {
    try {
      checker = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    } catch {
      checker = null;
    }
    schemas.set(schema, checker);
  }
  return checker;
}
