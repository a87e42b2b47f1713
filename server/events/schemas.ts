import { z } from "zod";

export const sendInput = z.strictObject({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,199}$/, "letters, digits and . _ : / -, 200 at most"),
  payload: z.record(z.string(), z.json()).default({}),
  /** Only to the steps of this run. */
  run: z.string().optional(),
});
