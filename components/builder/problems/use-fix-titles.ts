"use client";
import { useEffect, useState } from "react";
import type { Problem } from "../../../workflows/core/problems.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { fixesNow } from "./apply-fix.ts";
import { problemKey } from "./order.ts";

const NONE: readonly string[] = [];
/** Longest piece of work at once: typing goes first. */
const SLICE_MS = 6;

export type FixTitles = (problem: Problem) => readonly string[];

/** The titles of the remedies of many problems, worked out in idle moments; those found before hold until then. */
export function useFixTitles(problems: readonly Problem[]): FixTitles {
  const store = useEditorStore();
  const [titles, setTitles] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  useEffect(() => {
    const found = new Map<string, readonly string[]>();
    let next = 0;
    let timer: ReturnType<typeof setTimeout>;
    const work = () => {
      const until = performance.now() + SLICE_MS;
      for (; next < problems.length && performance.now() < until; next++) {
        const fixes = fixesNow(store, problems[next]!);
        if (fixes.length > 0)
          found.set(
            problemKey(problems[next]!),
            fixes.map(({ title }) => title),
          );
      }
      if (next < problems.length) timer = setTimeout(work, 0);
      else setTitles(found);
    };
    timer = setTimeout(work, 0);
    return () => clearTimeout(timer);
  }, [store, problems]);
  return (problem) => titles.get(problemKey(problem)) ?? NONE;
}
