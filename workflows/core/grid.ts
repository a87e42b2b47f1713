import type { Json } from "./json.ts";

/** Values by name. */
export type Grid = Record<string, readonly Json[]>;

/**
 * Every combination of one value for each name, the last name changing fastest. Names are taken in the order of the
 * alphabet: that of the document is lost in a column of JSON, and a run must have the same items wherever it is read from.
 * @param names another order: that of a run of an earlier release
 */
export function combinations(
  grid: Grid,
  names: readonly string[] = inOrder(grid),
): Record<string, Json>[] {
  return axes(grid, names).reduce<Record<string, Json>[]>(
    (rows, [name, values]) =>
      rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
}

/** One of the combinations, without making the others. */
export function combinationAt(grid: Grid, index: number): Record<string, Json> {
  let rest = index;
  const chosen = axes(grid, inOrder(grid))
    .toReversed()
    .map(([name, values]) => {
      const value = values[rest % values.length]!;
      rest = Math.floor(rest / values.length);
      return [name, value] as const;
    });
  return Object.fromEntries(chosen.toReversed());
}

/** How many combinations a grid has, without making them. */
export function countCombinations(grid: Grid): number {
  return Object.values(grid).reduce((count, values) => count * values.length, 1);
}

function inOrder(grid: Grid): string[] {
  return Object.keys(grid).toSorted();
}

function axes(grid: Grid, names: readonly string[]): [string, readonly Json[]][] {
  return names.map((name) => [name, grid[name]!]);
}
