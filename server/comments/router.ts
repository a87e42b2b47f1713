import { procedure, router } from "../trpc.ts";
import { add } from "./add.ts";
import { list } from "./list.ts";
import { resolve } from "./resolve.ts";
import { addInput, listInput, resolveInput } from "./schemas.ts";

export const commentsRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  add: procedure("reviews.comment")
    .input(addInput)
    .mutation(({ ctx, input }) => add(ctx, input)),
  resolve: procedure("reviews.comment")
    .input(resolveInput)
    .mutation(({ ctx, input }) => resolve(ctx, input)),
});
