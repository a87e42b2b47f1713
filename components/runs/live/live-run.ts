import { createStore, type StoreApi } from "zustand/vanilla";
import type { RunEvent } from "../live-state.ts";
import type { PendingSteps, RunDetails } from "../types.ts";
import { viewOf, withDetails, withEvents, withPending, type RunView } from "./run-view.ts";

/** A run as it goes, and what brings it on. */
export interface LiveRun {
  /** Null while there is no run, or its facts are not read yet. */
  view: RunView | null;
  /** The connection to the events is lost, and tried again. */
  lost: boolean;

  read: (details: RunDetails) => void;
  hear: (events: readonly RunEvent[]) => void;
  setPending: (pending: PendingSteps) => void;
  setLost: (lost: boolean) => void;
  clear: () => void;
}

/** A store that holds a live run, be it with more beside it. */
export type LiveRunStore = Pick<StoreApi<LiveRun>, "getState" | "getInitialState" | "subscribe">;

export function createLiveRun(): LiveRunStore {
  return createStore<LiveRun>()((set) => liveRun(set));
}

/** The part of a store that is a live run. */
export function liveRun(set: (change: (before: LiveRun) => Partial<LiveRun>) => void): LiveRun {
  return {
    view: null,
    lost: false,
    read: (details) =>
      set(({ view }) => ({
        view:
          view?.details.run.id === details.run.id ? withDetails(view, details) : viewOf(details),
      })),
    hear: (events) => set(({ view }) => (view ? { view: withEvents(view, events) } : {})),
    setPending: (pending) => set(({ view }) => (view ? { view: withPending(view, pending) } : {})),
    setLost: (lost) => set((before) => (before.lost === lost ? {} : { lost })),
    clear: () => set(() => ({ view: null, lost: false })),
  };
}
