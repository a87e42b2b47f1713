"use client";

import { useEffect, useState } from "react";

/** A text as it stands once it has not changed for so many milliseconds: typing does not ask at every letter. */
export function useSettled(text: string, quietMs: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), quietMs);
    return () => clearTimeout(timer);
  }, [text, quietMs]);
  return settled;
}
