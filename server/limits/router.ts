import { procedure, router } from "../trpc.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { removeInput, setInput } from "./schemas.ts";
import { set } from "./set.ts";

export const limitsRouter = router({
  list: procedure("workspace.read").query(({ ctx }) => list(ctx)),
  set: procedure("limits.write")
    .input(setInput)
    .mutation(({ ctx, input }) => set(ctx, input)),
  remove: procedure("limits.write")
    .input(removeInput)
    .mutation(({ ctx, input }) => remove(ctx, input)),
});
