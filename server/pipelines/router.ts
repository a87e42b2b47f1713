import { compile } from "../../workflows/core/compile.ts";
import { registry } from "../../workflows/steps/index.ts";
import { columns } from "../columns/columns.ts";
import { procedure, router } from "../trpc.ts";
import { archive } from "./archive.ts";
import { blame } from "./blame.ts";
import { create } from "./create.ts";
import { exportText } from "./export.ts";
import { get, version } from "./get.ts";
import { importPipeline } from "./import.ts";
import { draft } from "./draft.ts";
import { knownNames } from "./known-names.ts";
import { live } from "./live.ts";
import { gallery, list } from "./list.ts";
import { pin } from "./pin.ts";
import { keep, present } from "./presence.ts";
import { publish } from "./publish.ts";
import { restore } from "./restore.ts";
import { saveDraft } from "./save-draft.ts";
import {
  blameInput,
  byName,
  columnsInput,
  compileInput,
  createInput,
  draftInput,
  exportInput,
  importInput,
  keptInput,
  listInput,
  liveInput,
  pinInput,
  presentInput,
  publishInput,
  saveDraftInput,
  versionInput,
  versionsInput,
} from "./schemas.ts";
import { versions } from "./versions.ts";

export const pipelinesRouter = router({
  list: procedure("workspace.read")
    .input(listInput)
    .query(({ ctx, input }) => list(ctx, input)),
  gallery: procedure("workspace.read").query(({ ctx }) => gallery(ctx)),
  get: procedure("workspace.read")
    .input(byName)
    .query(({ ctx, input }) => get(ctx, input)),
  version: procedure("workspace.read")
    .input(versionInput)
    .query(({ ctx, input }) => version(ctx, input)),
  export: procedure("workspace.read")
    .input(exportInput)
    .query(({ ctx, input }) => exportText(ctx, input)),
  versions: procedure("workspace.read")
    .input(versionsInput)
    .query(({ ctx, input }) => versions(ctx, input)),
  blame: procedure("workspace.read")
    .input(blameInput)
    .query(({ ctx, input }) => blame(ctx, input)),
  compile: procedure("workspace.read")
    .input(compileInput)
    .mutation(async ({ ctx, input }) =>
      compile(input.document, registry, {
        params: input.params,
        columns: (await columns(ctx, input)).nodes,
        ...(await knownNames(ctx)),
      }),
    ),
  columns: procedure("workspace.read")
    .input(columnsInput)
    .mutation(({ ctx, input }) => columns(ctx, input)),
  create: procedure("pipelines.write")
    .input(createInput)
    .mutation(({ ctx, input }) => create(ctx, input)),
  saveDraft: procedure("pipelines.write")
    .input(saveDraftInput)
    .mutation(({ ctx, input }) => saveDraft(ctx, input)),
  draft: procedure("workspace.read")
    .input(draftInput)
    .query(({ ctx, input }) => draft(ctx, input)),
  live: procedure("workspace.read")
    .input(liveInput)
    .subscription(({ ctx, input, signal }) => live(ctx, input, signal)),
  present: procedure("workspace.read")
    .input(presentInput)
    .mutation(({ ctx, input }) => present(ctx, input)),
  keep: procedure("pipelines.write")
    .input(keptInput)
    .mutation(({ ctx, input }) => keep(ctx, input)),
  pin: procedure("pipelines.write")
    .input(pinInput)
    .mutation(({ ctx, input }) => pin(ctx, input)),
  publish: procedure("pipelines.write")
    .input(publishInput)
    .mutation(({ ctx, input }) => publish(ctx, input)),
  import: procedure("pipelines.write")
    .input(importInput)
    .mutation(({ ctx, input }) => importPipeline(ctx, input)),
  archive: procedure("pipelines.write")
    .input(byName)
    .mutation(({ ctx, input }) => archive(ctx, input)),
  restore: procedure("pipelines.write")
    .input(byName)
    .mutation(({ ctx, input }) => restore(ctx, input)),
});
