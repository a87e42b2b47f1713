"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Time } from "../ui/time.tsx";
import { toast } from "../ui/toast.tsx";

/** A version whose triggers could not take over: why, and another try. */
export function NotMoved({
  pipeline,
  version,
  why,
  at,
}: {
  pipeline: string;
  version: number;
  why: string;
  at: string;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const mayMove = useCan("pipelines.write");
  const move = useMutation(
    trpc.triggers.move.mutationOptions({
      onSuccess: (moved) => {
        if (moved.moved) toast.success(`The triggers of ${pipeline} belong to version ${version}`);
        else toast.error(`The triggers of ${pipeline} were not moved`, moved.why);
      },
      onError: (error) => toast.error(`The triggers of ${pipeline} were not moved`, error),
      onSettled: () => client.invalidateQueries(trpc.triggers.pathFilter()),
    }),
  );
  return (
    <Notice
      tone="warn"
      title={`The triggers of ${pipeline} have not moved to version ${version}`}
      actions={
        mayMove && (
          <Button
            size="sm"
            aria-label={`Move the triggers of ${pipeline} again`}
            pending={move.isPending}
            onClick={() => move.mutate({ pipeline })}
          >
            Move again
          </Button>
        )
      }
    >
      {why} Tried <Time at={at} />.
    </Notice>
  );
}
