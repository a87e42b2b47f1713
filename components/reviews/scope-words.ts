import type { Review } from "./types.ts";

/** What a waiver is for: a requirement by its title, a finding by its number. */
export function scopeWords(
  { scope, finding }: Pick<Review["waivers"][number], "scope" | "finding">,
  { requirements }: Pick<Review, "requirements">,
): string {
  if (finding !== null) return `F${finding.number}`;
  return requirements.find(({ id }) => id === scope)?.title ?? scope;
}
