import { procedure, router } from "../trpc.ts";
import { attach } from "./attach.ts";
import { list } from "./list.ts";
import { attachInput, versionInput, withdrawInput } from "./schemas.ts";
import { withdraw } from "./withdraw.ts";

export const evidenceRouter = router({
  list: procedure("workspace.read")
    .input(versionInput)
    .query(({ ctx, input }) => list(ctx, input)),
  attach: procedure("evidence.attach")
    .input(attachInput)
    .mutation(({ ctx, input }) => attach(ctx, input)),
  withdraw: procedure("evidence.attach")
    .input(withdrawInput)
    .mutation(({ ctx, input }) => withdraw(ctx, input)),
});
