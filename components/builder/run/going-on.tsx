"use client";
import { useState } from "react";
import { later } from "../../ui/later.tsx";
import { useRecentRuns } from "./use-recent-runs.ts";

const GoingOnLine = later(async () => (await import("./going-on-line.tsx")).GoingOnLine);

/** Says that a run of this pipeline goes on, whoever or whatever has started it, and offers to show it. */
export function GoingOn({ name, onShow }: { name: string; onShow: (runId: string) => void }) {
  const { going } = useRecentRuns(name);
  const [waved, setWaved] = useState<string | null>(null);
  if (!going || going.id === waved) return null;
  return (
    <GoingOnLine going={going} onShow={() => onShow(going.id)} onWave={() => setWaved(going.id)} />
  );
}
