import { z } from "zod";
import { NAME_PATTERN } from "../../workflows/core/document.ts";
import { notKept } from "../../workflows/core/json.ts";
import { page } from "../page.ts";

export const pipelineName = z
  .string()
  .regex(NAME_PATTERN, "A pipeline's name has lower-case letters, digits and hyphens, 63 at most.");

/** A document as it comes in; the compiler says what is wrong with it. */
export const looseDocument = z.record(z.string(), z.unknown()).superRefine(allKept);

export const paramValues = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .superRefine(allKept);

/** Texts that Postgres cannot keep, and what is nested too deeply, are refused by name. */
function allKept(value: object, ctx: z.RefinementCtx): void {
  const found = notKept(value);
  if (found)
    ctx.addIssue({
      code: "custom",
      path: found.field === "" ? [] : found.field.split("."),
      message: `${found.field || "This"}: ${found.why}.`,
    });
}

export const createInput = z.union([
  z.strictObject({ example: pipelineName }),
  z.strictObject({ name: pipelineName, title: z.string().max(200).optional() }),
]);
export const listInput = z.strictObject({
  ...page,
  /** Those that are archived instead of those in use. */
  archived: z.boolean().optional(),
});
export const byName = z.strictObject({ name: pipelineName });
export const versionInput = z.strictObject({ name: pipelineName, number: z.int().min(1) });
export const saveDraftInput = z.strictObject({
  name: pipelineName,
  document: looseDocument,
  /** The revision the change was made on; 0 when there is no draft yet. */
  revision: z.int().min(0),
  /** The text as it was written by hand; null where it was only drawn, absent where it stays. */
  source: z
    .string()
    .max(4 * 1024 * 1024)
    .nullable()
    .optional(),
  /** Of others' drafts, what they changed after the first and up to the second revision is taken in; absent where that stays. */
  merged: z.record(z.string(), z.tuple([z.int().min(0), z.int().min(0)])).optional(),
  /**
   * The published version that is in the document, as the draft began from it or as it was merged; null for none. Absent where
   * that stays; a new draft is then one of the newest version.
   */
  baseVersion: z.int().min(1).nullable().optional(),
});
export const draftInput = z.strictObject({
  name: pipelineName,
  /** Whose. */
  user: z.string(),
});
const tab = z.uuid();
export const liveInput = z.strictObject({ name: pipelineName, tab });
export const presentInput = z.strictObject({
  name: pipelineName,
  tab,
  /** The step that is selected there. */
  node: z.string().max(200).nullable(),
});
export const keptInput = z.strictObject({
  name: pipelineName,
  /** To whom it is said. */
  to: z.string(),
  /** The conflict's id. */
  field: z.string().max(1_000),
});
export const pinInput = z.strictObject({
  name: pipelineName,
  node: z.string(),
  /** The run whose outputs stand in. */
  run: z.string(),
});
export const publishInput = z.strictObject({
  name: pipelineName,
  note: z.string().trim().min(3, "Say in a few words what changed and why.").max(2_000),
});
export const importInput = z.strictObject({
  text: z.string(),
  note: z.string().max(2_000).optional(),
  /** The hash of the git commit that the text comes from. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/, "the hash of a git commit")
    .optional(),
});
export const exportInput = z.strictObject({
  name: pipelineName,
  version: z.int().min(1).optional(),
  /** The actor's own draft instead of a version. */
  draft: z.boolean().optional(),
});
export const versionsInput = z.strictObject({
  name: pipelineName,
  ...page,
  /** The number that the page begins below. */
  cursor: z.string().regex(/^\d+$/).nullish(),
});
export const blameInput = z.strictObject({
  name: pipelineName,
  node: z.string(),
  version: z.int().min(1).optional(),
  /** The actor's own draft instead of a version. */
  draft: z.boolean().optional(),
});
export const columnsInput = z.strictObject({ document: looseDocument });
export const compileInput = z.strictObject({
  document: looseDocument,
  params: paramValues.optional(),
});
