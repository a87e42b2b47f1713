import { procedure, router } from "../trpc.ts";
import { sendInput } from "./schemas.ts";
import { send } from "./send.ts";

export const eventsRouter = router({
  send: procedure("runs.control")
    .input(sendInput)
    .mutation(({ ctx, input }) => send(ctx, input)),
});
