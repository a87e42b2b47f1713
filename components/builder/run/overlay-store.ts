import { createStore, type StoreApi } from "zustand/vanilla";
import type { DocumentDiff } from "../../../workflows/core/diff.ts";
import type { RunEvent } from "../../runs/live-state.ts";
import type { PendingSteps, RunDetails } from "../../runs/types.ts";
import type { UsualTime } from "./eta.ts";
import type { RunScope } from "./run-scope.ts";
import { viewOf, withDetails, withEvents, withPending, type RunView } from "./run-view.ts";

interface OverlayState {
  /** Null while no run lies over the canvas, or its facts are not read yet. */
  view: RunView | null;
  /** The connection to the events is lost, and tried again. */
  lost: boolean;
  /** By node. */
  usual: Readonly<Record<string, UsualTime>>;
  /** What differs between the document that ran (before) and the draft (after). */
  diff: DocumentDiff | null;
  /** The canvas is being panned or zoomed. */
  moving: boolean;
  /** A run is asked for: the dialog is open with this scope. */
  asked: RunScope | null;

  read: (details: RunDetails) => void;
  hear: (events: readonly RunEvent[]) => void;
  setPending: (pending: PendingSteps) => void;
  setLost: (lost: boolean) => void;
  setUsual: (usual: Readonly<Record<string, UsualTime>>) => void;
  setDiff: (diff: DocumentDiff | null) => void;
  setMoving: (moving: boolean) => void;
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
    moving: false,
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
    setMoving: (moving) => set({ moving }),
    ask: (asked) => set({ asked }),
    clear: () => set({ view: null, lost: false, diff: null }),
  }));
}

/**
 * Tells what a selector reads, now and whenever it reads something else, past React: where a thousand nodes are drawn, even those
 * that have not changed cost time in a rendering.
 */
export function watch<T>(
  store: OverlayStore,
  selector: (state: OverlayState) => T,
  tell: (value: T) => void,
): () => void {
  let known = selector(store.getState());
  tell(known);
  return store.subscribe((state) => {
    const now = selector(state);
    if (now === known) return;
    known = now;
    tell(now);
  });
}
