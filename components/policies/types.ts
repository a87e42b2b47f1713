import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Policies = inferRouterOutputs<AppRouter>["policies"];
export type Policy = Policies["get"];
export type PolicyRow = Policies["list"]["items"][number];
export type Document = Policy["document"];
export type Requirement = Document["evidence"][number];
export type Stage = Document["stages"][number];
export type Problem = Policies["check"]["problems"][number];
export type Catalogue = Policy["catalogue"];
