import { procedure, router } from "../trpc.ts";
import { create } from "./create.ts";
import { list } from "./list.ts";
import { revoke } from "./revoke.ts";
import { byId, createInput, listInput } from "./schemas.ts";

export const invitationsRouter = router({
  list: procedure("members.write")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  create: procedure("members.write")
    .input(createInput)
    .mutation(({ ctx, input }) => create(ctx, input)),
  revoke: procedure("members.write")
    .input(byId)
    .mutation(({ ctx, input }) => revoke(ctx, input)),
});
