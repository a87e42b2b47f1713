"use client";
import { useEffect } from "react";
import { compile } from "../../../workflows/core/compile.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { useEditorStore } from "./editor-context.tsx";

const QUIET_MS = 80;

/** Compiles the document shortly after each change, and keeps the problems in the store. */
export function useProblems(): void {
  const store = useEditorStore();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      const { document, setProblems } = store.getState();
      setProblems(compile(document, registry, { draft: true }).problems);
    };
    check();
    const stop = store.subscribe((state, before) => {
      if (state.document === before.document) return;
      clearTimeout(timer);
      timer = setTimeout(check, QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store]);
}
