"use client";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

export interface RunAddress {
  /** The run over the canvas. */
  runId: string | null;
  /** The graph is that of the run, not the draft. */
  asRun: boolean;
  show: (runId: string | null, as?: "draft" | "run") => void;
}

/** Which run lies over the canvas, kept in the address so that a link, a reload and the way back lead to what one sees. */
export function useRunAddress(): RunAddress {
  const search = useSearchParams();
  const runId = search.get("run");
  const show = useCallback((next: string | null, as: "draft" | "run" = "draft") => {
    const address = new URL(window.location.href);
    address.searchParams.delete("run");
    address.searchParams.delete("as");
    if (next !== null) address.searchParams.set("run", next);
    if (next !== null && as === "run") address.searchParams.set("as", "run");
    if (address.href !== window.location.href) window.history.pushState(null, "", address);
  }, []);
  return { runId, asRun: runId !== null && search.get("as") === "run", show };
}
