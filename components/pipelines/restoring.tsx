"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { toast } from "../ui/toast.tsx";

/** Brings an archived pipeline back. */
export function RestoreButton({ name }: { name: string }) {
  const restore = useRestore(name);
  return (
    <Button
      size="sm"
      aria-label={`Restore ${name}`}
      pending={restore.isPending}
      onClick={() => restore.mutate({ name })}
    >
      Restore
    </Button>
  );
}

/** Brings it back, and says which of its triggers are in force. */
export function useRestore(name: string) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  return useMutation(
    trpc.pipelines.restore.mutationOptions({
      onSuccess: ({ triggers }) =>
        toast.success(
          `${name} is in use again`,
          triggers.length > 0 ? `Its triggers are in force: ${triggers.join(", ")}.` : undefined,
        ),
      onError: (error) => toast.error(`${name} was not restored`, error),
      onSettled: invalidate,
    }),
  );
}

/** Asks anew for what archiving or restoring a pipeline changes. */
export function useInvalidate() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries(trpc.pipelines.pathFilter()),
      queries.invalidateQueries(trpc.triggers.pathFilter()),
    ]);
}
