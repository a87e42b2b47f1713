import { z } from "zod";

/** What a person shows to prove that they are there. */
export const proof = z.strictObject({
  password: z.string().max(128).optional(),
  code: z.string().max(20).optional(),
});
