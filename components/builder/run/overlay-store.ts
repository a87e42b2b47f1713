import { createStore, type StoreApi } from "zustand/vanilla";
import type { DocumentDiff } from "../../../workflows/core/diff.ts";
import type { RunEvent } from "../../runs/live-state.ts";
import type { RunDetails } from "../../runs/types.ts";
import type { UsualTime } from "./eta.ts";
import type { RunScope } from "./run-scope.ts";
import {
  viewOf,
  withDetails,
  withEvents,
  withPending,
  type PendingStep,
  type RunView,
} from "./run-view.ts";

interface OverlayState {
  /** Null while no run lies over the canvas, or its facts are not read yet. */
  view: RunView | null;
  /** The connection to the events is lost, and tried again. */
  lost: boolean;
  /** By node. */
  usual: Readonly<Record<string, UsualTime>>;
  /** What differs between the document that ran (before) and the draft (after). */
  diff: DocumentDiff | null;
  /** A run is asked for: the dialog is open with this scope. */
  asked: RunScope | null;

  read: (details: RunDetails) => void;
  hear: (events: readonly RunEvent[]) => void;
  setPending: (pending: readonly PendingStep[]) => void;
  setLost: (lost: boolean) => void;
  setUsual: (usual: Readonly<Record<string, UsualTime>>) => void;
  setDiff: (diff: DocumentDiff | null) => void;
  ask: (scope: RunScope | null) => void;
  clear: () => void;
}

export type OverlayStore = StoreApi<OverlayState>;
export type { OverlayState };

/** The run that lies over the canvas; each node and wire reads its own part. */
export function createOverlayStore(): OverlayStore {
  return createStore<OverlayState>()((set) => ({
    view: null,
    lost: false,
    usual: {},
    diff: null,
    asked: null,
    read: (details) =>
      set(({ view }) => ({
        view:
          view?.details.run.id === details.run.id ? withDetails(view, details) : viewOf(details),
      })),
    hear: (events) => set(({ view }) => (view ? { view: withEvents(view, events) } : {})),
    setPending: (pending) => set(({ view }) => (view ? { view: withPending(view, pending) } : {})),
    setLost: (lost) => set((before) => (before.lost === lost ? {} : { lost })),
    setUsual: (usual) => set({ usual }),
    setDiff: (diff) => set({ diff }),
    ask: (asked) => set({ asked }),
    clear: () => set({ view: null, lost: false, diff: null }),
  }));
}
