import { procedure, router } from "../trpc.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { byName, setInput } from "./schemas.ts";
import { set } from "./set.ts";

export const secretsRouter = router({
  list: procedure("secrets.write").query(({ ctx }) => list(ctx)),
  set: procedure("secrets.write")
    .input(setInput)
    .mutation(({ ctx, input }) => set(ctx, input)),
  remove: procedure("secrets.write")
    .input(byName)
    .mutation(({ ctx, input }) => remove(ctx, input)),
});
