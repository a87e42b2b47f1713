import { procedure, router } from "../trpc.ts";
import { create } from "./create.ts";
import { me, mine, proofs } from "./me.ts";
import { rename } from "./rename.ts";
import { byId, nameInput } from "./schemas.ts";
import { switchTo } from "./switch.ts";

export const workspaceRouter = router({
  me: procedure("workspace.read").query(({ ctx }) => me(ctx)),
  mine: procedure("workspace.read").query(({ ctx }) => mine(ctx)),
  proofs: procedure("workspace.read").query(({ ctx }) => proofs(ctx)),
  create: procedure("members.write")
    .input(nameInput)
    .mutation(({ ctx, input }) => create(ctx, input)),
  rename: procedure("members.write")
    .input(nameInput)
    .mutation(({ ctx, input }) => rename(ctx, input)),
  switch: procedure("workspace.read")
    .input(byId)
    .mutation(({ ctx, input }) => switchTo(ctx, input)),
});
