import { procedure, router } from "../trpc.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { resend } from "./resend.ts";
import { byId, listInput } from "./schemas.ts";

export const notificationsRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  get: procedure("workspace.read")
    .input(byId)
    .query(({ ctx, input }) => get(ctx, input)),
  resend: procedure("runs.control")
    .input(byId)
    .mutation(({ ctx, input }) => resend(ctx, input)),
});
