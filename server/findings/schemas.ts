import { z } from "zod";
import { SEVERITIES } from "../../db/schema/severities.ts";
import { page } from "../page.ts";

const id = z.string().min(1);
const text = z.string().trim().max(10_000);
const why = text.min(3, "Say in a few words why: it is kept with the finding.");
const due = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: "Give a date such as 2026-12-31.",
});

export const listInput = z.strictObject({
  state: z.enum(["open", "closed", "all"]).default("open"),
  /** Only those that whoever asks owns. */
  mine: z.boolean().default(false),
  model: z.string().min(1).optional(),
  version: z.int().min(1).optional(),
  ...page,
});
export const raiseInput = z.strictObject({
  reviewId: id,
  severity: z.enum(SEVERITIES),
  title: text.min(3, "Give the finding a title.").max(200),
  description: text.default(""),
  remedy: text.min(3, "Say what would put it right."),
  /** A user id; the author of the pipeline when left out. */
  owner: id.optional(),
  /** A date, at whose end it is due, or a moment in ISO 8601. */
  dueAt: due.nullable().default(null),
});
export const changeInput = z.strictObject({
  id,
  owner: id.optional(),
  severity: z.enum(SEVERITIES).optional(),
  dueAt: due.nullable().optional(),
  why,
});
export const answerInput = z.strictObject({
  id,
  answer: text.min(3, "Say what was done."),
  retestRunId: id,
});
export const closeInput = z.strictObject({
  id,
  note: text.min(3, "Say what you looked at."),
  /** The run that shows that it is put right; the one its owner answered with when left out. */
  retestRunId: id.optional(),
});
export const reopenInput = z.strictObject({ id, why });
