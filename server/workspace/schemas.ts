import { z } from "zod";

export const nameInput = z.strictObject({
  name: z.string().trim().min(1, "Give the workspace a name.").max(100),
});
export const byId = z.strictObject({ id: z.string().min(1) });
