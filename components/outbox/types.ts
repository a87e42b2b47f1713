import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Outputs = inferRouterOutputs<AppRouter>["notifications"];

export type DeliveryRow = Outputs["list"]["items"][number];
export type Delivery = Outputs["get"];
