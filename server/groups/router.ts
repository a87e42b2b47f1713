import { procedure, router } from "../trpc.ts";
import { create } from "./create.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { byId, createInput, listInput, setInput } from "./schemas.ts";
import { set } from "./set.ts";

export const groupsRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  create: procedure("members.write")
    .input(createInput)
    .mutation(({ ctx, input }) => create(ctx, input)),
  set: procedure("members.write")
    .input(setInput)
    .mutation(({ ctx, input }) => set(ctx, input)),
  remove: procedure("members.write")
    .input(byId)
    .mutation(({ ctx, input }) => remove(ctx, input)),
});
