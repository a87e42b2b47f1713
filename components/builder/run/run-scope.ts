import type { inferRouterInputs } from "@trpc/server";
import type { AppRouter } from "../../../server/router.ts";
import type { ParamValues } from "../../../workflows/core/document.ts";

/** Which part of the pipeline to run. */
export type RunScope =
  | { what: "all" }
  /** A step and what it needs. */
  | { what: "to"; node: string }
  /** A step alone: what it needs is taken from the newest results. */
  | { what: "one"; node: string }
  /** A step and all behind it; the rest is kept from a run. */
  | { what: "from"; node: string }
  /** What was not done in a run. */
  | { what: "failed" };

export type StartInput = inferRouterInputs<AppRouter>["runs"]["start"];

/**
 * What to ask the server for; null where the scope goes on after a run and there is none.
 * @param after the run to go on after
 */
export function startOf(
  name: string,
  scope: RunScope,
  { params, fresh, after }: { params: ParamValues; fresh: boolean; after: string | null },
): StartInput | null {
  const base: StartInput = {
    name,
    draft: true,
    ...(Object.keys(params).length > 0 ? { params } : {}),
  };
  switch (scope.what) {
    case "all":
      return { ...base, ...(fresh ? { fresh } : {}) };
    case "to":
      return { ...base, target: scope.node, ...(fresh ? { fresh } : {}) };
    case "one":
      return { ...base, target: scope.node, only: true, ...(fresh ? { refresh: true } : {}) };
    case "from":
    case "failed":
      if (after === null) return null;
      return {
        ...base,
        after: { run: after, ...(scope.what === "from" ? { from: scope.node } : {}) },
        ...(fresh ? { fresh } : {}),
      };
  }
}

/** The node a scope names. */
export function nodeOf(scope: RunScope): string | null {
  return "node" in scope ? scope.node : null;
}
