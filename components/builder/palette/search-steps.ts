import type { StepDefinition } from "../../../workflows/core/define-step.ts";

type Searchable = Pick<StepDefinition, "kind" | "title" | "description">;

/** Steps in which every word of the query occurs; those with a word at the beginning of their title first. */
export function searchSteps<Step extends Searchable>(
  steps: readonly Step[],
  query: string,
): Step[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = ({ title, kind }: Searchable) =>
    words.some((word) => title.toLowerCase().startsWith(word))
      ? 0
      : words.some((word) => `${title} ${kind}`.toLowerCase().includes(word))
        ? 1
        : 2;
  const found = steps.filter((step) => {
    const text = `${step.title} ${step.kind} ${step.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return words.length === 0 ? found : found.sort((a, b) => rank(a) - rank(b));
}
