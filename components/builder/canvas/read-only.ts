"use client";
import { createContext, useContext } from "react";

export const ReadOnlyContext = createContext(false);

/** Whether what is on this canvas may only be looked at. */
export function useReadOnly(): boolean {
  return useContext(ReadOnlyContext);
}
