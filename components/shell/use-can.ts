"use client";

import type { Right } from "../../server/rights.ts";
import { useMe } from "./use-me.ts";

/** Whether who is signed in has the right; false until it is known. The server decides: this only spares a refused click. */
export function useCan(right: Right): boolean {
  return useMe()?.rights.includes(right) ?? false;
}
