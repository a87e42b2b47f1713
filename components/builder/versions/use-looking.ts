"use client";
import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { readLooking, sideText, type Looking } from "./side.ts";

/** What is looked at in place of the draft, kept in the address so that a link and the way back lead there. */
export function useLooking(): {
  looking: Looking | null;
  look: (looking: Looking | null) => void;
} {
  const search = useSearchParams();
  const look = useCallback((next: Looking | null) => {
    const address = new URL(window.location.href);
    address.searchParams.delete("version");
    address.searchParams.delete("compare");
    if (next) {
      // A run lies over the draft, not over what was published.
      address.searchParams.delete("run");
      address.searchParams.delete("as");
    }
    if (next?.kind === "version") address.searchParams.set("version", String(next.number));
    if (next?.kind === "compare")
      address.searchParams.set("compare", `${sideText(next.before)}..${sideText(next.after)}`);
    if (address.href !== window.location.href) window.history.pushState(null, "", address);
  }, []);
  return { looking: useMemo(() => readLooking(search), [search]), look };
}
