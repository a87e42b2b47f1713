import { z } from "zod";
import { COMMENT_ANCHORS } from "../../db/schema/governance.ts";

export const listInput = z.strictObject({ reviewId: z.string().min(1) });

export const addInput = z
  .strictObject({
    reviewId: z.string().min(1),
    /** The thread that is answered; without it a new one begins. */
    threadId: z.string().min(1).optional(),
    anchor: z.enum(COMMENT_ANCHORS).default("review"),
    /** Which section, metric, plot, node, item or finding. */
    anchorKey: z.string().max(300).default(""),
    body: z
      .string()
      .trim()
      .min(1, "Write something first.")
      .max(10_000, "A remark holds 10,000 characters at most."),
    /** Ids of the people whom the text names as `@Name`. */
    mentions: z.array(z.string().min(1)).max(50).default([]),
  })
  .refine(({ anchor, anchorKey }) => (anchor === "review") === (anchorKey === ""), {
    path: ["anchorKey"],
    message: "Say which one the remark is about; for the review as a whole leave it empty.",
  });
export type AddInput = z.infer<typeof addInput>;

export const resolveInput = z.strictObject({
  threadId: z.string().min(1),
  /** False opens it again. */
  resolved: z.boolean().default(true),
});
