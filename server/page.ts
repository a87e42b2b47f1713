import { z } from "zod";

export const MOST_LISTED = 200;

/** The input fields of a list that is read a page at a time. */
export const page = {
  limit: z.int().min(1).max(MOST_LISTED).default(50),
  cursor: z.string().nullish(),
  /** Sent by the browser's infinite lists; they only go forward. */
  direction: z.enum(["forward", "backward"]).optional(),
};
