import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Runs = inferRouterOutputs<AppRouter>["runs"];
export type RunDetails = Runs["get"];
export type RunFacts = RunDetails["run"];
export type ChildRun = RunDetails["children"][number];
export type PendingSteps = Runs["pending"];
export type RunRow = Runs["list"]["items"][number];
export type Item = Runs["item"];
export type ItemRow = Runs["items"]["items"][number];
export type Reproduction = Runs["reproduction"];
export type Comparison = Runs["compare"];
