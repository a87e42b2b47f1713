import { procedure, router } from "../trpc.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { listInput, removeInput, setInput } from "./schemas.ts";
import { set } from "./set.ts";

export const membersRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  set: procedure("members.write")
    .input(setInput)
    .mutation(({ ctx, input }) => set(ctx, input)),
  remove: procedure("members.write")
    .input(removeInput)
    .mutation(({ ctx, input }) => remove(ctx, input)),
});
