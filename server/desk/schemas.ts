import { z } from "zod";
import { REVIEW_FUNCTIONS } from "../../db/schema/auth.ts";
import { TIERS } from "../../db/schema/tiers.ts";
import { page } from "../page.ts";

export const queueInput = z.strictObject({
  /** `open` waits for a decision; `closed` is decided, withdrawn or cancelled. */
  status: z.enum(["open", "closed", "all"]).default("all"),
  /** Only open ones whose next decision the reader may take, or only the others. */
  waitingFor: z.enum(["me", "others"]).optional(),
  tier: z.enum(TIERS).optional(),
  /** Only open ones whose stage at work needs somebody who stands for this. */
  stands: z.enum(REVIEW_FUNCTIONS).optional(),
  /** A person's id. */
  assignee: z.string().min(1).optional(),
  overdue: z.boolean().optional(),
  /** A part of the title or of the model's name. */
  text: z.string().trim().max(200).optional(),
  /** Among those that wait, within a priority: the earliest due, the oldest or the riskiest on top. */
  sort: z.enum(["age", "due", "tier"]).optional(),
  ...page,
});
export type QueueInput = z.infer<typeof queueInput>;

export const triageInput = z.strictObject({
  ids: z.array(z.string().min(1)).min(1, "Choose at least one review.").max(200),
  /** A person's id; null takes the reviews from whoever has them. */
  assignee: z.string().min(1).nullable().optional(),
  priority: z.enum(["low", "normal", "high"]).optional(),
});
export type TriageInput = z.infer<typeof triageInput>;

export const calendarInput = z
  .strictObject({ from: z.iso.date(), to: z.iso.date() })
  .refine(({ from, to }) => from <= to, { message: "The first day must not be after the last." })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= 400 * 86_400_000, {
    message: "Ask for 400 days at most.",
  });

export const figuresInput = z.strictObject({ days: z.int().min(1).max(730).default(90) });
