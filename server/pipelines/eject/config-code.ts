import { z } from "zod";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { DocumentNode, ParamValues } from "../../../workflows/core/document.ts";
import { canonicalJson, isPlainObject, type Json } from "../../../workflows/core/json.ts";
import { fillParams } from "../../../workflows/core/params.ts";
import type { PlanNode } from "../../../workflows/core/plan.ts";
import { Code, escapeTemplate, property } from "./literal.ts";

const REFERENCE = /\$\{\s*params\.([A-Za-z_][A-Za-z0-9_]*)\s*\}/g;

/**
 * A node's config as it was written, with params as variables; what the step fills in by itself is left out. All of it, as
 * planned, where the written one no longer means the same (it was for an older version of the step).
 */
export function configCode(
  node: PlanNode,
  written: DocumentNode | undefined,
  step: StepDefinition,
  params: ParamValues,
): Record<string, unknown> {
  const declared = new Set(Object.keys(params));
  const raw = written?.config ?? {};
  const filled = fillParams(raw, params, declared, () => undefined);
  const parsed = step.config.safeParse(filled);
  const same = parsed.success && canonicalJson(parsed.data) === canonicalJson(node.config);
  if (!same) return node.config;
  const fields = jsonSchemaOf(step);
  return Object.fromEntries(
    Object.entries(raw).map(([field, value]) => [field, withParams(value, fields[field])]),
  );

  function withParams(value: unknown, schema?: FieldSchema): unknown {
    if (typeof value === "string") return textWithParams(value, schema);
    if (Array.isArray(value)) return value.map((item) => withParams(item));
    if (isPlainObject(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, withParams(item)]),
      );
    return value;
  }

  function textWithParams(text: string, schema?: FieldSchema): unknown {
    const whole = new RegExp(`^${REFERENCE.source}$`).exec(text)?.[1];
    if (whole !== undefined && Object.hasOwn(params, whole)) {
      const code = `params${property(whole)}`;
      // A choice of texts is narrower than text: whether the param fits shows when the step reads it.
      return new Code(takes(schema, params[whole]!) ? code : `${code} as never`);
    }
    const pieces: string[] = [];
    let end = 0;
    for (const match of text.matchAll(REFERENCE)) {
      if (!Object.hasOwn(params, match[1]!)) continue;
      pieces.push(escapeTemplate(text.slice(end, match.index)), `\${params${property(match[1]!)}}`);
      end = match.index + match[0].length;
    }
    if (end === 0) return text;
    const code = `\`${pieces.join("")}${escapeTemplate(text.slice(end))}\``;
    return new Code(schema === undefined || schema.enum ? `${code} as never` : code);
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
