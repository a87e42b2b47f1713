import { procedure, router } from "../trpc.ts";
import { deployByHand } from "./deploy-by-hand.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { tryIt } from "./predict.ts";
import { predictions } from "./predictions.ts";
import { rollback } from "./rollback.ts";
import { schema } from "./schema.ts";
import { traffic } from "./traffic.ts";
import {
  byName,
  deployInput,
  listInput,
  predictionsInput,
  rollbackInput,
  tryInput,
} from "./schemas.ts";

export const deploymentsRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  get: procedure("workspace.read")
    .input(byName)
    .query(({ ctx, input }) => get(ctx, input)),
  schema: procedure("workspace.read")
    .input(byName)
    .query(({ ctx, input }) => schema(ctx, input)),
  predictions: procedure("workspace.read")
    .input(predictionsInput)
    .query(({ ctx, input }) => predictions(ctx, input)),
  traffic: procedure("workspace.read")
    .input(byName)
    .query(({ ctx, input }) => traffic(ctx, input)),
  tryIt: procedure("workspace.read")
    .input(tryInput)
    .mutation(({ ctx, input }) => tryIt(ctx, input)),
  deploy: procedure("deployments.write")
    .input(deployInput)
    .mutation(({ ctx, input }) => deployByHand(ctx, input)),
  rollback: procedure("deployments.write")
    .input(rollbackInput)
    .mutation(({ ctx, input }) => rollback(ctx, input)),
});
