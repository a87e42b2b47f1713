"use client";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTRPC } from "../../trpc.tsx";
import { createAutosave, type Autosave, type SaveState } from "./autosave.ts";
import { useEditorStore } from "./editor-context.tsx";

/** Saves the draft while it is edited, when the window loses the focus and, as a last request, when the page closes. */
export function useAutosave({ name, revision }: { name: string; revision: number }): {
  state: SaveState;
  autosave: () => Autosave | null;
} {
  const store = useEditorStore();
  const trpc = useTRPC();
  const { mutateAsync } = useMutation(trpc.pipelines.saveDraft.mutationOptions());
  const [state, setState] = useState<SaveState>({ status: "saved" });
  const current = useRef<Autosave>(null);
  const first = useRef(revision);

  useEffect(() => {
    const autosave = createAutosave({
      document: store.getState().document,
      revision: first.current,
      save: async (document, from) =>
        (await mutateAsync({ name, document: { ...document }, revision: from })).revision,
      isConflict: (error) =>
        (error as { data?: { code?: string } | null }).data?.code === "CONFLICT",
      onState: setState,
    });
    current.current = autosave;
    const stop = store.subscribe(({ document }, before) => {
      if (document !== before.document) autosave.changed(document);
    });
    const flush = () => {
      if (autosave.pending()) void autosave.flush().catch(() => {});
    };
    const flushLast = () => {
      const pending = autosave.pending();
      if (!pending) return;
      // `keepalive` outlives the page; browsers allow it for bodies up to 64 KB, larger ones go as they can.
      const body = JSON.stringify({ name, ...pending });
      void fetch("/api/trpc/pipelines.saveDraft", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        keepalive: body.length < 60_000,
      }).catch(() => {});
    };
    window.addEventListener("blur", flush);
    window.addEventListener("pagehide", flushLast);
    return () => {
      window.removeEventListener("blur", flush);
      window.removeEventListener("pagehide", flushLast);
      stop();
      autosave.stop();
      flush();
      first.current = autosave.revision();
    };
  }, [store, name, mutateAsync]);

  return { state, autosave: () => current.current };
}
