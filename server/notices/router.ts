import { z } from "zod";
import { page } from "../page.ts";
import { procedure, router } from "../trpc.ts";
import { list } from "./list.ts";
import { markRead } from "./mark-read.ts";

export const noticesRouter = router({
  list: procedure("workspace.read")
    .input(z.strictObject(page))
    .query(({ ctx, input }) => list(ctx, input)),
  markRead: procedure("workspace.read")
    .input(z.strictObject({ ids: z.array(z.string().min(1)).min(1).max(200).optional() }))
    .mutation(({ ctx, input }) => markRead(ctx, input)),
});
