import { useSyncExternalStore } from "react";

interface AtHand<Part> {
  /** Fetches it now, unless it is here already; an attempt that failed is made anew. */
  ask: () => Promise<Part>;
  /** The part, null until it has come. */
  usePart: () => Part | null;
}

const SIGNS = ["pointermove", "pointerdown", "keydown"] as const;

/** Fetches something at the first move of the pointer or press of a key; does not mind when it fails. */
export function onFirstSign(ask: () => Promise<unknown>): void {
  if (typeof window === "undefined") return;
  const first = () => {
    for (const sign of SIGNS) window.removeEventListener(sign, first, true);
    void ask().catch(() => undefined);
  };
  for (const sign of SIGNS) window.addEventListener(sign, first, true);
}

/**
 * Code that only answers a hand (menus, tooltips, news of what was done) and is no part of a page's first load: it is fetched
 * at the first move of the pointer or press of a key, so that it is here when something is clicked.
 */
export function atHand<Part>(load: () => Promise<Part>): AtHand<Part> {
  let part: Part | null = null;
  let asked: Promise<Part> | null = null;
  const listeners = new Set<() => void>();

  function ask(): Promise<Part> {
    asked ??= load().then(
      (loaded) => {
        part = loaded;
        for (const listener of listeners) listener();
        return loaded;
      },
      (error) => {
        asked = null;
        throw error;
      },
    );
    return asked;
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  onFirstSign(ask);

  return {
    ask,
    usePart: () =>
      useSyncExternalStore(
        subscribe,
        () => part,
        () => null,
      ),
  };
}
