"use client";

import { useEffect, useRef, type ReactNode } from "react";
import { createStore } from "zustand/vanilla";

/** The groups of the palette, in the order in which they stand when nothing is looked for. */
export const GROUPS = [
  "This pipeline",
  "Steps in this graph",
  "Add a step",
  "This page",
  "Pipelines",
  "Runs",
  "Models",
  "Datasets",
  "Deployments",
  "Reviews",
  "Actions",
  "Go to",
] as const;
export type Group = (typeof GROUPS)[number];

export interface Command {
  /** Stable: by it a command is remembered as one of the last used. */
  id: string;
  group: Group;
  title: string;
  /** What tells it from others, or explains it. */
  detail?: string;
  /** Other words by which it is found. */
  words?: string;
  /** The keys that do the same, for instance `Ctrl Z`. */
  keys?: string;
  icon?: ReactNode;
  /** Found when something is looked for, and not shown before. */
  hidden?: boolean;
  run: () => void;
}

type Provider = () => readonly Command[];

const providers = new Set<{ current: Provider }>();

/** All commands there are now. Providers are asked when the palette opens, so that a page pays nothing before. */
export function allCommands(): Command[] {
  return [...providers].flatMap(({ current }) => current());
}

/** Offers a page's commands in the palette for as long as the page is there. */
export function useCommands(provider: Provider): void {
  const latest = useRef(provider);
  useEffect(() => {
    latest.current = provider;
  });
  useEffect(() => {
    const { changed } = paletteStore.getState();
    providers.add(latest);
    changed();
    return () => {
      providers.delete(latest);
      changed();
    };
  }, []);
}

interface PaletteState {
  open: boolean;
  /** Counts up when a page's commands come or go: one that opens behind the palette is asked too. */
  pages: number;
  setOpen: (open: boolean) => void;
  changed: () => void;
}

export const paletteStore = createStore<PaletteState>((set) => ({
  open: false,
  pages: 0,
  setOpen: (open) => set({ open }),
  changed: () => set(({ pages }) => ({ pages: pages + 1 })),
}));
