import { procedure, router } from "../trpc.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { byName, listInput, versionInput } from "./schemas.ts";
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
});
