import { createStore, type StoreApi } from "zustand/vanilla";
import type { DocumentDiff } from "../../../workflows/core/diff.ts";
import type { UsualTime } from "../../runs/eta.ts";
import { liveRun, type LiveRun } from "../../runs/live/live-run.ts";
import type { RunScope } from "./run-scope.ts";

interface OverlayState extends LiveRun {
  /** By node. */
  usual: Readonly<Record<string, UsualTime>>;
  /** What differs between the document that ran (before) and the draft (after). */
  diff: DocumentDiff | null;
  /** The canvas is being panned or zoomed. */
  moving: boolean;
  /** A run is asked for: the dialog is open with this scope. */
  asked: RunScope | null;

  setUsual: (usual: Readonly<Record<string, UsualTime>>) => void;
  setDiff: (diff: DocumentDiff | null) => void;
  setMoving: (moving: boolean) => void;
  ask: (scope: RunScope | null) => void;
}

export type OverlayStore = StoreApi<OverlayState>;
export type { OverlayState };

/** The run that lies over the canvas; each node and wire reads its own part. */
export function createOverlayStore(): OverlayStore {
  return createStore<OverlayState>()((set) => {
    const live = liveRun(set);
    return {
      ...live,
      usual: {},
      diff: null,
      moving: false,
      asked: null,
      setUsual: (usual) => set({ usual }),
      setDiff: (diff) => set({ diff }),
      setMoving: (moving) => set({ moving }),
      ask: (asked) => set({ asked }),
      clear: () => {
        live.clear();
        set({ diff: null });
      },
    };
  });
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
