import { askedByVerb, procedure, router } from "../trpc.ts";
import { assess } from "./assess.ts";
import { get } from "./get.ts";
import { decideOverride, requestOverride } from "./overrides.ts";
import { assessInput, byModel, decideOverrideInput, requestOverrideInput } from "./schemas.ts";

export const riskRouter = router({
  get: procedure("workspace.read")
    .input(byModel)
    .query(({ ctx, input }) => get(ctx, input)),
  assess: procedure("risk.assess")
    .input(assessInput)
    .mutation(({ ctx, input }) => assess(ctx, input)),
  requestOverride: procedure("risk.assess")
    .input(requestOverrideInput)
    .mutation(({ ctx, input }) => requestOverride(ctx, input)),
  decideOverride: askedByVerb("reviews.decide")
    .input(decideOverrideInput)
    .mutation(({ ctx, input }) => decideOverride(ctx, input)),
});
