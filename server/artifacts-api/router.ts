import { procedure, router } from "../trpc.ts";
import { json } from "./json.ts";
import { preview } from "./preview.ts";
import { jsonInput, previewInput } from "./schemas.ts";

export const artifactsRouter = router({
  json: procedure("workspace.read")
    .input(jsonInput)
    .query(({ ctx, input }) => json(ctx, input)),
  preview: procedure("workspace.read")
    .input(previewInput)
    .query(({ ctx, input }) => preview(ctx, input)),
});
