import { z } from "zod";

/** The input fields of a list that is read a page at a time. */
export const page = {
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().nullish(),
  /** Sent by the browser's infinite lists; they only go forward. */
  direction: z.enum(["forward", "backward"]).optional(),
};
