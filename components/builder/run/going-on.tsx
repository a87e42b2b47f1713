"use client";
import { useState } from "react";
import { shortHash } from "../../ui/format.ts";
import { triggerSentence } from "../../../workflows/core/trigger-words.ts";
import { triggerMoment } from "../../runs/trigger-moment.ts";
import { Button } from "../../ui/button.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";
import { useRecentRuns } from "./use-recent-runs.ts";

/** Says that a run of this pipeline goes on, whoever or whatever has started it, and offers to show it. */
export function GoingOn({ name, onShow }: { name: string; onShow: (runId: string) => void }) {
  const { going } = useRecentRuns(name);
  const [waved, setWaved] = useState<string | null>(null);
  if (!going || going.id === waved) return null;
  const how = triggerSentence(going.trigger, triggerMoment());
  return (
    <div
      role="status"
      data-testid="going-on"
      className="bg-info-soft border-line flex h-9 shrink-0 items-center gap-2.5 border-b px-3 text-sm"
    >
      <StatusBadge status={going.status} />
      <span className="min-w-0 flex-1 truncate" title={how}>
        A run is going on: <code className="text-xs">{shortHash(going.id)}</code>, started by{" "}
        {going.startedBy.name} <Time at={going.createdAt} />
      </span>
      <Button size="sm" onClick={() => onShow(going.id)}>
        Show
      </Button>
      <Button size="sm" variant="ghost" onClick={() => setWaved(going.id)}>
        Not now
      </Button>
    </div>
  );
}
