import type { Field } from "./fields.ts";

/** Fields whose title, name or description has all the words, those with a word in title or name first. */
export function searchFields(fields: readonly Field[], query: string): Field[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const named = ({ title, name }: Field) => `${title} ${name}`.toLowerCase();
  const all = (field: Field) => `${named(field)} ${field.description ?? ""}`.toLowerCase();
  const found = fields.filter((field) => words.every((word) => all(field).includes(word)));
  const first = found.filter((field) => words.every((word) => named(field).includes(word)));
  return [...first, ...found.filter((field) => !first.includes(field))];
}
