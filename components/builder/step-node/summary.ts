import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import { parseSource } from "../../../workflows/core/sources.ts";

const MAX_PARTS = 3;
const MAX_LENGTH = 64;

/**
 * What is set in a config, in a few words for the node's card: the values in the schema's order, long ones cut.
 * Empty when everything is as the step has it by default.
 */
export function summarize(
  step: StepDefinition | undefined,
  config: Record<string, unknown> | undefined,
  fields: readonly string[],
): string {
  if (!config) return "";
  const order = step
    ? [...fields, ...Object.keys(config).filter((key) => !fields.includes(key))]
    : Object.keys(config);
  const parts = order.flatMap((field) => {
    const text = Object.hasOwn(config, field) ? valueText(field, config[field]) : "";
    return text ? [text] : [];
  });
  return parts.slice(0, MAX_PARTS).join(" · ");
}

function valueText(field: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "string") return short(field === "source" ? sourceName(value) : value);
  if (typeof value === "number") return `${words(field)} ${value}`;
  if (typeof value === "boolean") return value ? words(field) : `no ${words(field)}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return "";
    const texts = value.every((item) => ["string", "number"].includes(typeof item));
    if (texts && value.length <= 2) return short(value.join(", "));
    return value.length === 1
      ? `1 ${words(field).replace(/s$/, "")}`
      : `${value.length} ${words(field)}`;
  }
  const count = Object.keys(value).length;
  return count === 0 ? "" : `${count} ${words(field)}`;
}

/** The name a person knows a source by: the dataset's, or the file's. */
export function sourceName(source: string): string {
  const parsed = parseSource(source);
  if (parsed.type === "upload") return parsed.name;
  if (parsed.type === "path") return parsed.path;
  return parsed.version === null ? parsed.name : `${parsed.name} v${parsed.version}`;
}

function words(field: string): string {
  return field.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}
