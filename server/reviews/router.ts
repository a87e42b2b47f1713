import { queueInput } from "../desk/schemas.ts";
import { procedure, router } from "../trpc.ts";
import { decide } from "./decide.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { byId, decideInput } from "./schemas.ts";

export const reviewsRouter = router({
  list: procedure("workspace.read")
    .input(queueInput)
    .query(({ ctx, input }) => list(ctx, input)),
  get: procedure("workspace.read")
    .input(byId)
    .query(({ ctx, input }) => get(ctx, input)),
  // The verb asks for `reviews.decide` itself: whoever is refused leaves a trace in the audit log.
  decide: procedure("workspace.read")
    .input(decideInput)
    .mutation(({ ctx, input }) => decide(ctx, input)),
});
