import { queueInput } from "../desk/schemas.ts";
import { askedByVerb, procedure, router } from "../trpc.ts";
import { decide } from "./decide.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import {
  decideInput,
  delegateInput,
  escalateInput,
  openInput,
  refreshInput,
  withdrawInput,
} from "./decision-schemas.ts";
import { delegate } from "./delegate.ts";
import { escalate } from "./escalate.ts";
import { openByHand } from "./open-by-hand.ts";
import { refresh } from "./refresh.ts";
import { byId } from "./schemas.ts";
import { withdraw } from "./withdraw.ts";

export const reviewsRouter = router({
  list: procedure("workspace.read")
    .input(queueInput)
    .query(({ ctx, input }) => list(ctx, input)),
  get: procedure("workspace.read")
    .input(byId)
    .query(({ ctx, input }) => get(ctx, input)),
  decide: askedByVerb("reviews.decide")
    .input(decideInput)
    .mutation(({ ctx, input }) => decide(ctx, input)),
  open: procedure("reviews.open")
    .input(openInput)
    .mutation(({ ctx, input }) => openByHand(ctx, input)),
  refresh: procedure("reviews.open")
    .input(refreshInput)
    .mutation(({ ctx, input }) => refresh(ctx, input)),
  withdraw: procedure("reviews.open")
    .input(withdrawInput)
    .mutation(({ ctx, input }) => withdraw(ctx, input)),
  delegate: procedure("reviews.decide")
    .input(delegateInput)
    .mutation(({ ctx, input }) => delegate(ctx, input)),
  escalate: procedure("reviews.comment")
    .input(escalateInput)
    .mutation(({ ctx, input }) => escalate(ctx, input)),
});
