import type { Approval } from "./types.ts";

/** What a waiver is about, for people. */
export function scopeWords(
  scope: string,
  { conditions, requirements }: Pick<Approval, "conditions" | "requirements">,
): string {
  const condition = conditions.find(({ id }) => scope === `finding:${id}`);
  if (condition) return `Condition F${condition.number}: ${condition.title}`;
  return requirements.find(({ id }) => id === scope)?.title ?? scope;
}
