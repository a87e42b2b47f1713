"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { documentSchema } from "../../../workflows/core/document.ts";
import { useTRPC } from "../../trpc.tsx";
import { toast } from "../../ui/toast.tsx";
import { useEditorStore } from "../store/editor-context.tsx";

/** Brings a version back into the draft, with the text it was written in; one undo takes it back. */
export function useRestore(name: string): (number: number) => Promise<void> {
  const store = useEditorStore();
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  return useCallback(
    async (number) => {
      try {
        const version = await queryClient.fetchQuery(
          trpc.pipelines.version.queryOptions({ name, number }, { staleTime: Infinity }),
        );
        const document = documentSchema.parse(version.document);
        store.getState().restore(document, version.source);
        toast.success(`Version ${number} is in your draft`, "Undo takes it back.");
      } catch (error) {
        toast.error(`Version ${number} was not restored`, error);
      }
    },
    [store, queryClient, trpc, name],
  );
}
