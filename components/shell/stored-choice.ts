"use client";

import { useCallback, useSyncExternalStore } from "react";

const CHANGED = "penstock-choice";

/** A choice kept in this browser, the same in all its tabs; null until one is made, and on the server. */
export function useStoredChoice(key: string): [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => null,
  );
  const set = useCallback((next: string | null) => storeChoice(key, next), [key]);
  return [value, set];
}

/** Makes a choice, or takes it back with null; who shows it hears of it. */
export function storeChoice(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
  window.dispatchEvent(new Event(CHANGED));
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("storage", changed);
  window.addEventListener(CHANGED, changed);
  return () => {
    window.removeEventListener("storage", changed);
    window.removeEventListener(CHANGED, changed);
  };
}
