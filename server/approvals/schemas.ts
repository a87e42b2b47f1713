import { z } from "zod";
import { SEVERITIES } from "../../db/schema/severities.ts";
import { versionInput } from "../models/schemas.ts";

const reason = z
  .string()
  .trim()
  .min(3, "Say in a few words why: the reason is kept and shown.")
  .max(4_000);
const id = z.string().min(1);

export const versionName = versionInput;
export const suspendInput = versionInput.extend({ reason });
export const liftInput = versionInput.extend({
  /** The suspension to lift; all that suspend the version when absent. */
  suspension: id.optional(),
  reason,
});
export const retireInput = versionInput.extend({ reason });
export const reportInput = versionInput.extend({
  type: z.enum(["incident", "alarm"]),
  severity: z.enum(SEVERITIES),
  text: z.string().trim().min(3, "Say in a few words what happened.").max(4_000),
  /** Of an alarm: what was measured. */
  signal: z.string().trim().min(1).max(200).optional(),
  value: z.number().optional(),
  /** The sender's own id: a report that is sent twice counts once. */
  key: z.string().trim().min(1).max(200).optional(),
});
export const falseInput = z.strictObject({
  /** SHA-256 of an item of an evidence pack, or the id of attached evidence. */
  evidence: z.string().min(1),
  reason,
});
export const requestWaiverInput = versionInput.extend({
  /** The id of a requirement of the policy, or `finding:ID`. */
  scope: z.string().trim().min(1).max(200),
  reason,
  expiresAt: z.iso.datetime({ offset: true }),
});
export const decideWaiverInput = z.strictObject({
  id,
  outcome: z.enum(["approved", "refused"]),
  comment: reason,
});
export const revokeWaiverInput = z.strictObject({ id, reason });
