"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
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
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE / 2);
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
      {relativeTime(date, now)}
    </time>
  );
}
