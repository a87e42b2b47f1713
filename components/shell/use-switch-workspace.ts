"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";
import { toast } from "../ui/toast.tsx";

/** Has this browser's session work in another workspace. */
export function useSwitchWorkspace(): { switchTo: (id: string) => void; switching: boolean } {
  const trpc = useTRPC();
  const change = useMutation(
    trpc.workspace.switch.mutationOptions({
      // A fresh page: nothing of the other workspace stays in memory.
      onSuccess: () => window.location.assign("/pipelines"),
      onError: (error) => toast.error("You are still where you were", error),
    }),
  );
  return {
    switchTo: (id) => change.mutate({ id }),
    switching: change.isPending || change.isSuccess,
  };
}
