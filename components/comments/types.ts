import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

export type Thread = inferRouterOutputs<AppRouter>["comments"]["list"][number];

/** What a remark is about, and how people call it. */
export interface Anchor {
  anchor: NonNullable<inferRouterInputs<AppRouter>["comments"]["add"]["anchor"]>;
  anchorKey: string;
  title: string;
}
