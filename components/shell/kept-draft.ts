"use client";

import { useIsMutating } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { createStore } from "zustand/vanilla";

const drafts = createStore<ReadonlyMap<string, unknown>>(() => new Map());

/**
 * What one writes and has not sent yet: it outlives the tab, the panel and the page it is written in, until the browser loads
 * the page anew. Null where nothing is written; null forgets it.
 */
export function useKeptDraft<Draft>(key: string): [Draft | null, (draft: Draft | null) => void] {
  const draft = useSyncExternalStore(
    drafts.subscribe,
    () => keptDraft<Draft>(key),
    () => null,
  );
  const keep = useCallback((next: Draft | null) => keepDraft(key, next), [key]);
  return [draft, keep];
}

export function keptDraft<Draft>(key: string): Draft | null {
  return (drafts.getState().get(key) as Draft | undefined) ?? null;
}

export function keepDraft<Draft>(key: string, draft: Draft | null): void {
  const next = new Map(drafts.getState());
  if (draft === null) next.delete(key);
  else next.set(key, draft);
  drafts.setState(next, true);
}

/** Forgets a draft once it was sent, unless it has become another on the way; says whether nothing is left of it. */
export function forgetSent<Draft>(key: string, isSent: (draft: Draft) => boolean): boolean {
  const draft = keptDraft<Draft>(key);
  if (draft !== null && !isSent(draft)) return false;
  keepDraft(key, null);
  return true;
}

/**
 * Whether a draft is on its way, also from a form that was closed since: its mutation names it with `meta: sentFrom(key)`.
 */
export function useIsSending(key: string): boolean {
  return useIsMutating({ predicate: ({ meta }) => meta?.["draft"] === key }) > 0;
}

export const sentFrom = (key: string) => ({ draft: key });
