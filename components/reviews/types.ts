import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Reviews = inferRouterOutputs<AppRouter>["reviews"];
export type Review = Reviews["get"];
export type ReviewRow = Reviews["list"]["items"][number];
