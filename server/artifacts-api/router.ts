import { procedure, router } from "../trpc.ts";
import { column } from "./column.ts";
import { json } from "./json.ts";
import { passed } from "./passed.ts";
import { preview } from "./preview.ts";
import { reasons } from "./reasons.ts";
import { columnInput, jsonInput, passedInput, previewInput, reasonsInput } from "./schemas.ts";

export const artifactsRouter = router({
  json: procedure("workspace.read")
    .input(jsonInput)
    .query(({ ctx, input }) => json(ctx, input)),
  preview: procedure("workspace.read")
    .input(previewInput)
    .query(({ ctx, input }) => preview(ctx, input)),
  column: procedure("workspace.read")
    .input(columnInput)
    .query(({ ctx, input }) => column(ctx, input)),
  reasons: procedure("workspace.read")
    .input(reasonsInput)
    .query(({ ctx, input }) => reasons(ctx, input)),
  passed: procedure("workspace.read")
    .input(passedInput)
    .query(({ ctx, input }) => passed(ctx, input)),
});
