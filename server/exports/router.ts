import { versionInput } from "../models/schemas.ts";
import { procedure, router } from "../trpc.ts";
import { modelCard } from "./model-card.ts";

/** What is taken away as a file has routes under app/api/exports. */
export const exportsRouter = router({
  modelCard: procedure("workspace.read")
    .input(versionInput)
    .query(({ ctx, input }) => modelCard(ctx, input)),
});
