import { procedure, router } from "../trpc.ts";
import { get } from "./get.ts";
import { save } from "./save.ts";
import { ofVersion, saveInput, signInput } from "./schemas.ts";
import { sign } from "./sign.ts";

export const documentationRouter = router({
  get: procedure("workspace.read")
    .input(ofVersion)
    .query(({ ctx, input }) => get(ctx, input)),
  save: procedure("documentation.write")
    .input(saveInput)
    .mutation(({ ctx, input }) => save(ctx, input)),
  sign: procedure("documentation.write")
    .input(signInput)
    .mutation(({ ctx, input }) => sign(ctx, input)),
});
