import { procedure, router } from "../trpc.ts";
import { add } from "./add.ts";
import { describe } from "./describe.ts";
import { firstRows } from "./first-rows.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { addInput, describeInput, firstRowsInput, getInput, listInput } from "./schemas.ts";

export const datasetsRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  get: procedure("workspace.read")
    .input(getInput)
    .query(({ ctx, input }) => get(ctx, input)),
  firstRows: procedure("workspace.read")
    .input(firstRowsInput)
    .query(({ ctx, input }) => firstRows(ctx, input)),
  add: procedure("datasets.write")
    .input(addInput)
    .mutation(({ ctx, input }) => add(ctx, input)),
  describe: procedure("datasets.write")
    .input(describeInput)
    .mutation(({ ctx, input }) => describe(ctx, input)),
});
