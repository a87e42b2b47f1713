import type { Review } from "./types.ts";

/** What a waiver is for: a requirement by its title, a finding by its number. */
export function scopeWords(
  scope: string,
  { requirements, findings }: Pick<Review, "requirements" | "findings">,
): string {
  const finding = findings.find(({ id }) => scope === `finding:${id}`);
  if (finding) return `F${finding.number}`;
  return requirements.find(({ id }) => id === scope)?.title ?? scope;
}
