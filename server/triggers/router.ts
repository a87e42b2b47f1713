import { procedure, router } from "../trpc.ts";
import { backfill, backfillCount } from "./backfill.ts";
import { fireByHand } from "./fire-by-hand.ts";
import { firings, get, preview } from "./get.ts";
import { list } from "./list.ts";
import { move } from "./move.ts";
import { pause, resume } from "./pause.ts";
import { rotateSecret } from "./rotate-secret.ts";
import {
  backfillCountInput,
  backfillInput,
  byId,
  fireInput,
  firingsInput,
  listInput,
  moveInput,
  nextTimesInput,
  pauseInput,
  rotateInput,
} from "./schemas.ts";

export const triggersRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  get: procedure("workspace.read")
    .input(byId)
    .query(({ ctx, input }) => get(ctx, input)),
  firings: procedure("workspace.read")
    .input(firingsInput)
    .query(({ ctx, input }) => firings(ctx, input)),
  nextTimes: procedure("workspace.read")
    .input(nextTimesInput)
    .query(({ ctx, input }) => preview(ctx, input)),
  backfillCount: procedure("workspace.read")
    .input(backfillCountInput)
    .query(({ ctx, input }) => backfillCount(ctx, input)),
  backfill: procedure("runs.start")
    .input(backfillInput)
    .mutation(({ ctx, input }) => backfill(ctx, input)),
  pause: procedure("runs.control")
    .input(pauseInput)
    .mutation(({ ctx, input }) => pause(ctx, input)),
  resume: procedure("runs.control")
    .input(byId)
    .mutation(({ ctx, input }) => resume(ctx, input)),
  fire: procedure("runs.start")
    .input(fireInput)
    .mutation(({ ctx, input }) => fireByHand(ctx, input)),
  rotateSecret: procedure("runs.control")
    .input(rotateInput)
    .mutation(({ ctx, input }) => rotateSecret(ctx, input)),
  move: procedure("pipelines.write")
    .input(moveInput)
    .mutation(({ ctx, input }) => move(ctx, input)),
});
