import { z } from "zod";
import { page } from "../page.ts";
import { procedure, router } from "../trpc.ts";
import { list } from "./list.ts";

export const auditRouter = router({
  list: procedure("audit.read")
    .input(
      z.strictObject({ ...page, entity: z.string().optional(), entityId: z.string().optional() }),
    )
    .query(({ ctx, input }) => list(ctx, input)),
});
