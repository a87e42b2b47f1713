import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../../server/router.ts";

export type TablePage = inferRouterOutputs<AppRouter>["artifacts"]["preview"];
export type TableColumn = TablePage["columns"][number];
type PreviewInput = inferRouterInputs<AppRouter>["artifacts"]["preview"];
export type Filter = Required<NonNullable<PreviewInput["filters"]>[number]>;
export type Operator = Filter["op"];
export type Sort = { column: string; descending: boolean };

/** Which rows of a table are looked at. */
export interface Look {
  filters: readonly Filter[];
  sort: Sort | null;
  /** Of a random sample; null for the first rows. */
  seed: number | null;
}
