import { z } from "zod";
import { SECTION_IDS } from "./sections.ts";

export const ofVersion = z.strictObject({ modelVersionId: z.string().min(1) });

const section = z.enum(SECTION_IDS);

export const saveInput = z.strictObject({
  modelVersionId: z.string().min(1),
  section,
  /** Markdown. */
  body: z.string().trim().max(50_000, "A section holds 50,000 characters at most."),
  /** The number of the text that was edited; 0 for a section nobody has written yet. */
  base: z.int().min(0),
});
export type SaveInput = z.infer<typeof saveInput>;

export const signInput = z.strictObject({
  modelVersionId: z.string().min(1),
  section,
  /** The number of the text that is signed: what was read, and no other. */
  number: z.int().min(0),
});
export type SignInput = z.infer<typeof signInput>;
