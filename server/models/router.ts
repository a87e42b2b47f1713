import { procedure, router } from "../trpc.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { retireInput } from "../approvals/schemas.ts";
import { removeAlias } from "./remove-alias.ts";
import { retire } from "./retire.ts";
import { aliasInput, byName, listInput, setAliasInput, versionInput } from "./schemas.ts";
import { setAlias } from "./set-alias.ts";
import { version } from "./version.ts";

export const modelsRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  get: procedure("workspace.read")
    .input(byName)
    .query(({ ctx, input }) => get(ctx, input)),
  version: procedure("workspace.read")
    .input(versionInput)
    .query(({ ctx, input }) => version(ctx, input)),
  setAlias: procedure("deployments.write")
    .input(setAliasInput)
    .mutation(({ ctx, input }) => setAlias(ctx, input)),
  removeAlias: procedure("deployments.write")
    .input(aliasInput)
    .mutation(({ ctx, input }) => removeAlias(ctx, input)),
  retire: procedure("models.retire")
    .input(retireInput)
    .mutation(({ ctx, input }) => retire(ctx, input)),
});
