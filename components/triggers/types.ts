import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Triggers = inferRouterOutputs<AppRouter>["triggers"];
type TriggerList = Triggers["list"];
/** What a page of triggers tells beside them. */
export type TriggersNotMoved = Pick<TriggerList, "notMoved">;
export type TriggerRow = TriggerList["items"][number];
export type TriggerDetails = Triggers["get"];
export type Firing = Triggers["firings"]["items"][number];
