"use client";
import { useEffect, useState } from "react";
import type { Fix } from "../../../workflows/core/fixes.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { fixesNow } from "./apply-fix.ts";
import { problemKey } from "./order.ts";

/** A remedy as it is offered. */
export type Offer = Pick<Fix, "title" | "choice">;

const NONE: readonly Offer[] = [];
/** Longest piece of work at once: typing goes first. */
const SLICE_MS = 6;

export type Offers = (problem: Problem) => readonly Offer[];

/** The remedies of many problems, worked out in idle moments; those found before hold until then. */
export function useOffers(problems: readonly Problem[]): Offers {
  const store = useEditorStore();
  const [offers, setOffers] = useState<ReadonlyMap<string, readonly Offer[]>>(new Map());
  useEffect(() => {
    const found = new Map<string, readonly Offer[]>();
    let next = 0;
    let timer: ReturnType<typeof setTimeout>;
    const work = () => {
      const until = performance.now() + SLICE_MS;
      for (; next < problems.length && performance.now() < until; next++) {
        const fixes = fixesNow(store, problems[next]!);
        if (fixes.length > 0) found.set(problemKey(problems[next]!), fixes);
      }
      if (next < problems.length) timer = setTimeout(work, 0);
      else setOffers(found);
    };
    timer = setTimeout(work, 0);
    return () => clearTimeout(timer);
  }, [store, problems]);
  return (problem) => offers.get(problemKey(problem)) ?? NONE;
}
