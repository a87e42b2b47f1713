import type { StepDefinition, StepRegistry } from "../../../workflows/core/define-step.ts";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import { canonicalJson, type Json } from "../../../workflows/core/json.ts";
import type { JsonSchema } from "../../form/schema-form/fields.ts";
import { configSchema } from "../../form/config-schema.ts";

/** What several steps have in common. */
export interface Shared {
  schema: JsonSchema;
  /** Where all have the same value. */
  value: Record<string, unknown>;
  /** Fields in which they differ. */
  mixed: ReadonlySet<string>;
}

/** The config fields that all of the steps have, by name and schema. */
export function sharedConfig(nodes: readonly DocumentNode[], registry: StepRegistry): Shared {
  const steps = nodes.map(({ kind }) => registry.get(kind));
  if (steps.length === 0 || steps.some((step) => !step)) return NOTHING;
  const kinds = [...new Set(steps as StepDefinition[])];
  const [first, ...others] = kinds.map((step) => configSchema(step).properties ?? {});
  const properties = Object.fromEntries(
    Object.entries(first!).filter(([name, schema]) =>
      others.every((other) => other[name] !== undefined && same(other[name], schema)),
    ),
  );
  const required = (configSchema(kinds[0]!).required ?? []).filter((name) => name in properties);
  return {
    schema: { type: "object", properties, required },
    ...sharedValues(
      nodes.map(({ config }) => config ?? {}),
      Object.keys(properties),
    ),
  };
}

/** The fields' values where they are the same in all, and the names of those where they are not. */
export function sharedValues(
  all: readonly Readonly<Record<string, unknown>>[],
  names: readonly string[],
): Pick<Shared, "value" | "mixed"> {
  const value: Record<string, unknown> = {};
  const mixed = new Set<string>();
  for (const name of names) {
    const [first, ...others] = all.map((one) => one[name]);
    if (!others.every((other) => same(other, first))) mixed.add(name);
    else if (first !== undefined) value[name] = first;
  }
  return { value, mixed };
}

const NOTHING: Shared = { schema: { type: "object" }, value: {}, mixed: new Set() };

function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a as Json) === canonicalJson(b as Json);
}
