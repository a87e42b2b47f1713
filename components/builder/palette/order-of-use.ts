import type { StepDefinition } from "../../../workflows/core/define-step.ts";

type Step = Pick<StepDefinition, "kind" | "inputs" | "outputs">;

/**
 * Steps in the order in which pipelines use them: those that need nothing first, then those that can work on what the
 * former produce, and so on; in the given order within a rank.
 */
export function inOrderOfUse<T extends Step>(steps: readonly T[]): T[] {
  const rankOfType = new Map<string, number>([["any", steps.length]]);
  const rankOf = new Map<string, number>();
  for (let rank = 0; rank <= steps.length && rankOf.size < steps.length; rank++) {
    const ready = steps.filter(
      ({ kind, inputs }) =>
        !rankOf.has(kind) &&
        Object.values(inputs).every(
          ({ type, optional }) => optional || (rankOfType.get(type) ?? Infinity) <= rank,
        ),
    );
    for (const { kind, outputs } of ready) {
      rankOf.set(kind, rank);
      for (const { type } of Object.values(outputs))
        if (!rankOfType.has(type)) rankOfType.set(type, rank + 1);
    }
  }
  return [...steps].sort(
    (a, b) => (rankOf.get(a.kind) ?? Infinity) - (rankOf.get(b.kind) ?? Infinity) || 0,
  );
}
