import { procedure, router } from "../trpc.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { readSource } from "./read-source.ts";
import { save } from "./save.ts";
import { byTier, checkInput, getInput, saveInput } from "./schemas.ts";
import { versions } from "./versions.ts";

export const policiesRouter = router({
  list: procedure("workspace.read").query(({ ctx }) => list(ctx)),
  get: procedure("workspace.read")
    .input(getInput)
    .query(({ ctx, input }) => get(ctx, input)),
  versions: procedure("workspace.read")
    .input(byTier)
    .query(({ ctx, input }) => versions(ctx, input)),
  check: procedure("workspace.read")
    .input(checkInput)
    // Changes nothing; a document is too long for an address.
    .mutation(({ input }) => readSource(input.source)),
  save: procedure("policies.write")
    .input(saveInput)
    .mutation(({ ctx, input }) => save(ctx, input)),
});
