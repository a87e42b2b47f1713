"use client";

import { useReducer, useState } from "react";
import { applyEvents, fromSnapshot, isOver, type Snapshot } from "./live-state.ts";
import { useRunEvents } from "./use-run-events.ts";

/** A run from a snapshot on: every event since, without a gap over lost connections. */
export function useLiveRun(id: string, first: Snapshot) {
  // Facts beside the stream are read anew from time to time; the stream goes on from where it began.
  const [snapshot] = useState(first);
  const [live, hear] = useReducer(applyEvents, snapshot, fromSnapshot);
  const going = !isOver(live.run.status);
  const lost = useRunEvents({ id, from: snapshot.cursor, going, hear });
  return { live, lost };
}
