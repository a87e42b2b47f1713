import { useEffect, useRef } from "react";
import type { RunEvent } from "../live-state.ts";

/** Hands events on with all that come within a moment: each time they are, the canvas is drawn again. */
export function useGathered(
  deliver: (events: readonly RunEvent[]) => void,
  {
    ms,
    isHeld,
  }: {
    ms: number;
    /** Whether they are to be held back for as long again, by how long they have been; in milliseconds. */
    isHeld: (held: number) => boolean;
  },
): (events: readonly RunEvent[]) => void {
  const gathered = useRef<RunEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (events) => {
    gathered.current.push(...events);
    const since = performance.now();
    const flush = () => {
      const held = isHeld(performance.now() - since);
      timer.current = held ? setTimeout(flush, ms) : undefined;
      if (!held) deliver(gathered.current.splice(0));
    };
    timer.current ??= setTimeout(flush, ms);
  };
}
