import { procedure, router } from "../trpc.ts";
import { facets } from "./facets.ts";
import { list } from "./list.ts";
import { listInput } from "./schemas.ts";
import { seal } from "./seal-now.ts";
import { state } from "./state.ts";
import { verify } from "./verify.ts";

export const auditRouter = router({
  list: procedure("audit.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  facets: procedure("audit.read").query(({ ctx }) => facets(ctx)),
  state: procedure("audit.read").query(({ ctx }) => state(ctx)),
  verify: procedure("audit.read").mutation(({ ctx }) => verify(ctx)),
  seal: procedure("audit.export").mutation(({ ctx }) => seal(ctx)),
});
