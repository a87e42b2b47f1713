"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { timeZoneProblem } from "../../../workflows/core/time-zone.ts";
import type { TimedTrigger } from "../../../workflows/core/triggers.ts";
import { useTRPC } from "../../trpc.tsx";
import { zonedTime, zoneName } from "../../triggers/zoned-time.ts";
import { Time } from "../../ui/time.tsx";
import { useSettled } from "../../ui/use-settled.ts";

const COUNT = 10;
const QUIET_MS = 300;

/** When a trigger would start runs: in words, and the next times on its own clocks. */
export function NextTimes({ spec, valid }: { spec: TimedTrigger; valid: boolean }) {
  const trpc = useTRPC();
  const zone = ("timezone" in spec && spec.timezone) || "UTC";
  // Said before anybody is asked: a name is a zone only once it is typed to its end.
  const zoneProblem = timeZoneProblem(zone);
  const asked = useSettled(
    JSON.stringify({ ...spec, id: "preview", title: undefined, params: undefined }),
    QUIET_MS,
  );
  const preview = useQuery(
    trpc.triggers.nextTimes.queryOptions(
      { spec: JSON.parse(asked) as TimedTrigger, count: COUNT },
      {
        enabled: valid && zoneProblem === null,
        placeholderData: keepPreviousData,
        retry: false,
        staleTime: 60_000,
      },
    ),
  );
  if (!valid) return null;
  const problem = zoneProblem ?? preview.error?.message;
  return (
    <section aria-label="Next times" className="bg-sunken rounded-md px-3 py-2.5">
      {problem ? (
        <p role="alert" className="text-danger text-xs">
          {problem}
        </p>
      ) : preview.data ? (
        <>
          <p className="text-sm font-medium">{preview.data.sentence}</p>
          <ol className="mt-1.5 flex flex-col gap-0.5 text-xs tabular-nums">
            {preview.data.times.map((at) => {
              const iso = new Date(at).toISOString();
              return (
                <li key={iso} className="flex items-baseline gap-2">
                  <span className="min-w-0 flex-1 truncate">
                    {zonedTime(iso, zone)} <span className="text-muted">{zoneName(iso, zone)}</span>
                  </span>
                  <Time at={iso} className="text-muted shrink-0" />
                </li>
              );
            })}
          </ol>
          {preview.data.clockChange && (
            <p className="text-muted mt-1.5 text-xs">{preview.data.clockChange}</p>
          )}
          {preview.data.times.length === 0 && (
            <p className="text-muted mt-1 text-xs">It never comes: change its times.</p>
          )}
        </>
      ) : (
        <p className="text-muted text-xs">Working out the next times…</p>
      )}
    </section>
  );
}
