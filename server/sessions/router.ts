import { z } from "zod";
import { procedure, router } from "../trpc.ts";
import { list } from "./list.ts";
import { revoke, revokeOthers } from "./revoke.ts";

/** A person's own, whatever their role. */
export const sessionsRouter = router({
  list: procedure("workspace.read").query(({ ctx }) => list(ctx)),
  revoke: procedure("workspace.read")
    .input(z.strictObject({ id: z.string().min(1) }))
    .mutation(({ ctx, input }) => revoke(ctx, input)),
  revokeOthers: procedure("workspace.read").mutation(({ ctx }) => revokeOthers(ctx)),
});
