"use client";

import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import { Card } from "../ui/card.tsx";
import { Time } from "../ui/time.tsx";
import { ownZone, zonedTime, zoneName } from "./zoned-time.ts";

/** The coming times on the trigger's own clocks, and on the reader's where these differ. */
export function NextTimesCard({
  times,
  clockChange,
  spec,
}: {
  times: readonly string[];
  /** What becomes of them when the clocks are changed. */
  clockChange: string | null;
  spec: TriggerSpec;
}) {
  const zone = ("timezone" in spec && spec.timezone) || "UTC";
  const own = ownZone();
  const differ = times.some((at) => zonedTime(at, zone) !== zonedTime(at, own));
  return (
    <Card
      title={`Next ${times.length} times`}
      description={differ ? `In ${zone}; below, in your own zone ${own}.` : `In ${zone}.`}
    >
      <ol className="flex flex-col gap-1.5 text-sm tabular-nums">
        {times.map((at) => (
          <li key={at} className="flex items-baseline gap-3">
            <span className="min-w-0 flex-1">
              {zonedTime(at, zone)} <span className="text-muted text-xs">{zoneName(at, zone)}</span>
              {differ && <span className="text-muted block text-xs">{zonedTime(at, own)}</span>}
            </span>
            <Time at={at} className="text-muted shrink-0 text-xs" />
          </li>
        ))}
      </ol>
      {clockChange && <p className="text-muted mt-3 text-xs">{clockChange}</p>}
    </Card>
  );
}
