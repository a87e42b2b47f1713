import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { isPlainObject } from "../../../workflows/core/json.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { configSchema } from "../../form/config-schema.ts";
import { titleFromName, variantsOf, type JsonSchema } from "../../form/schema-form/fields.ts";
import { sentenceCase } from "../../ui/format.ts";
import { isOfConfig } from "./order.ts";

/**
 * The problems with fields called as their forms call them, where a sentence begins with the path of one: the compiler's
 * sentences are for the command too, whose users see paths. What knows the forms is no part of the builder's first load.
 */
export function withFieldTitles(
  problems: readonly Problem[],
  document: PipelineDocument,
  registry: StepRegistry,
): Problem[] {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  return problems.map((problem) => {
    const {
      message,
      anchor: { node: id = "", field = "" },
    } = problem;
    const path = `'${field}'`;
    const node = nodes.get(id);
    const step = node && registry.get(node.kind);
    if (!step || !isOfConfig(problem) || !message.startsWith(path)) return problem;
    const words = fieldTitle(configSchema(step), node.config ?? {}, field);
    return { ...problem, message: sentenceCase(words) + message.slice(path.length) };
  });
}

/** A field by its title and by what it stands in: `'Columns' of check 1`, `feature 2`. */
function fieldTitle(schema: JsonSchema, config: unknown, path: string): string {
  const words: string[] = [];
  let list: string | null = null;
  let inside: JsonSchema | undefined = schema;
  let value: unknown = config;
  for (const key of path.split(".")) {
    if (list !== null) {
      // The list itself is named by its entry: `check 1`.
      words[0] = `${singular(list.toLowerCase())} ${Number(key) + 1}`;
      value = Array.isArray(value) ? value[Number(key)] : undefined;
      inside = shapeOf(inside?.items ?? {}, value);
      list = null;
      continue;
    }
    const property: JsonSchema | undefined = inside?.properties?.[key];
    const isOwnName = !property && inside?.additionalProperties;
    const title = isOwnName ? key : (property?.title ?? titleFromName(key));
    words.unshift(`'${title}'`);
    value = isPlainObject(value) ? value[key] : undefined;
    if (property?.type === "array") list = title;
    inside = property;
  }
  return words.join(" of ");
}

/** The shape of an entry: of several, the one that its discriminating property names. */
function shapeOf(items: JsonSchema, entry: unknown): JsonSchema {
  const found = variantsOf(items);
  if (!found) return items;
  const { discriminator, variants } = found;
  if (discriminator === null || !isPlainObject(entry)) return variants[0]!.schema;
  return variants.find(({ value }) => value === entry[discriminator])?.schema ?? items;
}

const singular = (title: string) => title.replace(/ies$/, "y").replace(/s$/, "");
