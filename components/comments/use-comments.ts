"use client";

import { createContext, use } from "react";
import type { Anchor, Thread } from "./types.ts";

interface Comments {
  threads: readonly Thread[];
  /** Shows the threads of one thing, with room for another; of everything for null. */
  show: (anchor: Anchor | null) => void;
}

export const CommentsContext = createContext<Comments | null>(null);

/** Null outside a review, where nothing is discussed. */
export function useComments(): Comments | null {
  return use(CommentsContext);
}
