"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../trpc.tsx";
import { toast } from "../../ui/toast.tsx";

/** Does something to an approval, says how it went, and reads anew what it changed. Rejects when it was refused. */
export function useAct() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return async (
    act: () => Promise<unknown>,
    { done, failed }: { done: string; failed: string },
  ): Promise<void> => {
    try {
      await act();
      toast.success(done);
    } catch (error) {
      toast.error(failed, error);
      throw error;
    } finally {
      for (const filter of [
        trpc.approvals.pathFilter(),
        trpc.models.pathFilter(),
        trpc.deployments.pathFilter(),
      ])
        void queries.invalidateQueries(filter);
    }
  };
}
