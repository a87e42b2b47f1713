import { z } from "zod";

const name = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]{0,62}$/,
    "A secret's name begins with a letter and has letters, digits, dots, hyphens and underscores, 63 at most.",
  );

export const setInput = z.strictObject({
  name,
  /** Shorter ones would black out half of every log they are kept out of. */
  value: z
    .string()
    .min(4, "A secret has 4 characters at least.")
    .max(20_000, "A secret has 20,000 characters at most."),
});
export const byName = z.strictObject({ name });
