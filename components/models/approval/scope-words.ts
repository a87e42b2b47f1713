import type { Approval, Waiver } from "./types.ts";

/** What a waiver is about, for people. */
export function scopeWords(
  { scope, finding }: Pick<Waiver, "scope" | "finding">,
  { conditions, requirements }: Pick<Approval, "conditions" | "requirements">,
): string {
  const condition = conditions.find(({ id }) => scope === `finding:${id}`);
  if (condition) return `Condition F${condition.number}: ${condition.title}`;
  if (finding) return `Finding F${finding.number}: ${finding.title}`;
  return requirements.find(({ id }) => id === scope)?.title ?? scope;
}
