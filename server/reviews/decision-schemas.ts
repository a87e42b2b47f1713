import { z } from "zod";
import { SEVERITIES } from "../../db/schema/severities.ts";
import { DECISION_OUTCOMES } from "../../db/schema/models.ts";

const id = z.string().min(1);
const why = z
  .string()
  .trim()
  .min(3, "Say in a few words why: it is kept with the review.")
  .max(10_000);

const condition = z.strictObject({
  title: z.string().trim().min(3, "Give the condition a title.").max(200),
  /** What has to be done; the title says it when left out. */
  remedy: z.string().trim().max(10_000).default(""),
  /** A user id; the author of the pipeline when left out. */
  owner: id.optional(),
  /** A date, at whose end it is due, or a moment in ISO 8601. */
  dueAt: z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: "Give a date such as 2026-12-31.",
  }),
  severity: z.enum(SEVERITIES).default("medium"),
});

export const decideInput = z.strictObject({
  id,
  outcome: z.enum(DECISION_OUTCOMES),
  comment: z
    .string()
    .trim()
    .min(3, "Say in a few words why: the comment is kept with the decision.")
    .max(10_000),
  /** Of the evidence pack that was read. */
  packHash: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 of 64 hexadecimal digits"),
  /** The id of the stage whose words were read: nothing is signed at another one. Only a review with one stage goes without. */
  stage: id.optional(),
  /** Signing in again; the local people need neither. */
  proof: z
    .strictObject({
      password: z.string().max(1_000).optional(),
      code: z.string().max(20).optional(),
    })
    .default({}),
  /** The sender's own id of this decision: sent twice, it counts once. Without it, deciding again is refused. */
  key: z.string().min(8).max(100).optional(),
  /** What the approval hangs on; each becomes a finding with a date. */
  conditions: z.array(condition).max(20).default([]),
});
export type DecideInput = z.input<typeof decideInput>;
export type Condition = z.output<typeof condition>;

export const openInput = z.strictObject({
  model: z.string().min(1),
  version: z.int().min(1),
  title: z.string().trim().max(200).default(""),
  instructions: z.string().max(10_000).default(""),
});
export type OpenInput = z.input<typeof openInput>;

export const refreshInput = z.strictObject({ id });
export const withdrawInput = z.strictObject({ id, why });
export const delegateInput = z.strictObject({
  id,
  /** A user id. */
  to: id,
  why,
});
export const escalateInput = z.strictObject({
  id,
  /** A user id; whom the policy names for the stage when left out. */
  to: id.optional(),
  why,
});
