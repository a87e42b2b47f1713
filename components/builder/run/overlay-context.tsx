"use client";
import {
  createContext,
  startTransition,
  useContext,
  useEffect,
  useState,
  type ReactNode,
} from "react";
import { useStore } from "zustand";
import { createOverlayStore, type OverlayState, type OverlayStore } from "./overlay-store.ts";
import type { NodeRun, RunView } from "../../runs/live/run-view.ts";

/** How often what stands around the canvas follows a run, in milliseconds. */
const CALM_MS = 1_000;

const NO_RUN = createOverlayStore();

/** The run over the canvas; outside of the builder, and where a document is only compared, there is none. */
export const RunOverlay = createContext<OverlayStore>(NO_RUN);

/** Whether a run lies over the canvas: asked by every node and wire, so it is read once around them. */
export const InRun = createContext(false);

/** What stands inside knows of no run: it draws another document than the one that ran. */
export function WithoutRun({ children }: { children: ReactNode }) {
  return <RunOverlay value={NO_RUN}>{children}</RunOverlay>;
}

/** The store itself, for handlers that read when they are called. */
export function useOverlayStore(): OverlayStore {
  return useContext(RunOverlay);
}

export function useOverlay<T>(selector: (state: OverlayState) => T): T {
  return useStore(useOverlayStore(), selector);
}

/** What a node does in the run over the canvas. Only a change of this node draws its reader again. */
export function useNodeRun(id: string): NodeRun | undefined {
  return useOverlay(({ view }) => view?.nodes.get(id));
}

/** The run as a whole, once a second as times are, for what stands around the canvas: each event may change one of 1,000 steps. */
export function useCalmView(): RunView | null {
  const store = useOverlayStore();
  const [view, setView] = useState(() => store.getState().view);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      // What moves is drawn first.
      if (store.getState().moving) return void (timer = setTimeout(follow, CALM_MS));
      timer = undefined;
      startTransition(() => setView(store.getState().view));
    };
    const stop = store.subscribe(({ view: now }, { view: before }) => {
      if (now === before) return;
      // Another run, or none, is shown at once, and so is its beginning or its end.
      const isOther = now?.details.run.id !== before?.details.run.id;
      if (isOther || now?.live.run.status !== before?.live.run.status) setView(now);
      else timer ??= setTimeout(follow, CALM_MS);
    });
    // What came between the first look and this.
    timer = setTimeout(follow);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
  return view;
}
