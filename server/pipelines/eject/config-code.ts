import { z } from "zod";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { DocumentNode, ParamValues } from "../../../workflows/core/document.ts";
import { canonicalJson, isPlainObject, type Json } from "../../../workflows/core/json.ts";
import { refersToItem } from "../../../workflows/core/items.ts";
import { fillParams } from "../../../workflows/core/params.ts";
import type { PlanNode } from "../../../workflows/core/plan.ts";
import type { Uses } from "./expression-code.ts";
import { Code, escapeTemplate, property, quoted } from "./literal.ts";

/** `${params.name}`, `${item.field}`, `${index}`. */
const REFERENCE =
  /\$\{\s*(?:params\.([A-Za-z_][A-Za-z0-9_]*)|(item|index)((?:\.[A-Za-z_][A-Za-z0-9_]*)*))\s*\}/g;
const WHOLE = new RegExp(`^${REFERENCE.source}$`);

/**
 * A node's config as it was written, with params and items as variables; what the step fills in by itself is left out. All
 * of it, as planned, where the written one no longer means the same (it was for an older version of the step). `uses` is
 * given inside a map, where there are items.
 */
export function configCode(
  node: PlanNode,
  written: DocumentNode | undefined,
  step: StepDefinition,
  params: ParamValues,
  uses: Uses | null,
): Record<string, unknown> {
  const raw = isCurrent() ? (written?.config ?? {}) : node.config;
  const fields = jsonSchemaOf(step);
  return Object.fromEntries(
    Object.entries(raw).map(([field, value]) => [field, withVariables(value, fields[field])]),
  );

  function isCurrent(): boolean {
    if ((written?.version ?? step.version) !== step.version) return false;
    const declared = new Set(Object.keys(params));
    const filled = fillParams(written?.config ?? {}, params, declared, () => undefined);
    if (uses && refersToItem(filled)) return true;
    const parsed = step.config.safeParse(filled);
    return parsed.success && canonicalJson(parsed.data) === canonicalJson(node.config);
  }

  function withVariables(value: unknown, schema?: FieldSchema): unknown {
    if (typeof value === "string") return textCode(value, schema);
    if (Array.isArray(value)) return value.map((item) => withVariables(item));
    if (isPlainObject(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, withVariables(item)]),
      );
    return value;
  }

  function textCode(text: string, schema?: FieldSchema): unknown {
    const whole = WHOLE.exec(text);
    const alone = whole && variable(whole, schema);
    if (alone) return new Code(alone);
    const pieces: string[] = [];
    let end = 0;
    for (const match of text.matchAll(REFERENCE)) {
      const inner = textVariable(match);
      if (!inner) continue;
      pieces.push(escapeTemplate(text.slice(end, match.index)), `\${${inner}}`);
      end = match.index + match[0].length;
    }
    if (end === 0) return text;
    const code = `\`${pieces.join("")}${escapeTemplate(text.slice(end))}\``;
    return new Code(schema?.type === "string" && !schema.enum ? code : `${code} as never`);
  }

  /** A reference that stands alone: the value with its type. */
  function variable(match: RegExpMatchArray, schema?: FieldSchema): string | null {
    const [, param, root, path] = match;
    if (param !== undefined) {
      if (!Object.hasOwn(params, param)) return null;
      const code = `params${property(param)}`;
      // A choice of texts is narrower than text: whether the param fits shows when the step reads it.
      return takes(schema, params[param]!) ? code : `${code} as never`;
    }
    if (!uses) return null;
    if (root === "index" && path === "") return takes(schema, 0) ? "index" : "index as never";
    return itemCode("pick", root!, path!);
  }

  /** A reference within text. */
  function textVariable([, param, root, path]: RegExpMatchArray): string | null {
    if (param !== undefined)
      return Object.hasOwn(params, param) ? `params${property(param)}` : null;
    if (!uses) return null;
    return root === "index" && path === "" ? "index" : itemCode("textOf", root!, path!);
  }

  function itemCode(name: "pick" | "textOf", root: string, path: string): string {
    uses!.item ||= root === "item";
    const fields = path.split(".").slice(1).map(quoted);
    return `${uses!.add("items", name)}(${[root, ...fields].join(", ")})`;
  }
}

interface FieldSchema {
  type?: string;
  enum?: Json[];
}

function jsonSchemaOf(step: StepDefinition): Record<string, FieldSchema> {
  const schema = z.toJSONSchema(step.config, { io: "input", unrepresentable: "any" });
  return (schema.properties ?? {}) as Record<string, FieldSchema>;
}

function takes(schema: FieldSchema | undefined, value: string | number | boolean): boolean {
  if (!schema || schema.enum) return false;
  if (typeof value === "number") return schema.type === "number" || schema.type === "integer";
  return schema.type === typeof value;
}
