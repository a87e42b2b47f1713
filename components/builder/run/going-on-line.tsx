"use client";
import { shortHash } from "../../ui/format.ts";
import { triggerSentence } from "../../../workflows/core/trigger-words.ts";
import { triggerMoment } from "../../runs/trigger-moment.ts";
import type { RunRow } from "../../runs/types.ts";
import { Button } from "../../ui/button.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";

/** A run that goes on: what started it, who, and when. */
export function GoingOnLine({
  going,
  onShow,
  onWave,
}: {
  going: RunRow;
  onShow: () => void;
  onWave: () => void;
}) {
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
      <Button size="sm" onClick={onShow}>
        Show
      </Button>
      <Button size="sm" variant="ghost" onClick={onWave}>
        Not now
      </Button>
    </div>
  );
}
