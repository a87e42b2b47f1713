"use client";

import { useEffect, useReducer, useSyncExternalStore } from "react";
import { absoluteTime, relativeTime } from "./relative-time.ts";

const MINUTE = 60_000;

const never = () => () => undefined;

/** How long ago, or in how long, in words; the exact local moment as its title. */
export function Time({ at, className }: { at: Date | string; className?: string }) {
  const date = typeof at === "string" ? new Date(at) : at;
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const [, drawAgain] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    const timer = setInterval(drawAgain, MINUTE / 2);
    return () => clearInterval(timer);
  }, []);
  const iso = date.toISOString();
  return (
    <time
      dateTime={iso}
      // The server knows neither the reader's zone nor their clock.
      title={inBrowser ? absoluteTime(date) : undefined}
      className={className}
      suppressHydrationWarning
    >
      {/* By the clock as it is now: a moment that was polled anew may be later than the last drawing. */}
      {relativeTime(date)}
    </time>
  );
}
