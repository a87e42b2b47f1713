import type { Json } from "../../core/json.ts";

/** Every combination of one value for each name, the last name changing fastest. */
export function combinations(grid: Record<string, Json[]>): Record<string, Json>[] {
  return Object.entries(grid).reduce<Record<string, Json>[]>(
    (rows, [name, values]) =>
      rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
}

/** How many combinations a grid has, without making them. */
export function countCombinations(grid: Record<string, Json[]>): number {
  return Object.values(grid).reduce((count, values) => count * values.length, 1);
}

/** Facts as columns of a table: nested names joined by underscores, lists left out. */
export function flatFacts(facts: Json, prefix: string): Record<string, string | number | boolean> {
  if (facts === null) return {};
  if (typeof facts !== "object") return { [prefix]: facts };
  if (Array.isArray(facts)) return {};
  return Object.assign(
    {},
    ...Object.entries(facts).map(([name, inner]) => flatFacts(inner, `${prefix}_${name}`)),
  ) as Record<string, string | number | boolean>;
}
