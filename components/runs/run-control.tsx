"use client";

import { useMutation } from "@tanstack/react-query";
import type { ReactElement, RefObject } from "react";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { toast } from "../ui/toast.tsx";

/** Pausing a run and letting it go on. */
export function useRunControl() {
  const trpc = useTRPC();
  const pause = useMutation(
    trpc.runs.pause.mutationOptions({
      onSuccess: () =>
        toast.success("The run is paused", "Steps that run go on to their end; no other begins."),
      onError: (error) => toast.error("The run was not paused", error),
    }),
  );
  const resume = useMutation(
    trpc.runs.resume.mutationOptions({
      onSuccess: () => toast.success("The run goes on"),
      onError: (error) => toast.error("The run was not resumed", error),
    }),
  );
  return { pause, resume };
}

/** Asks before a run is cancelled. */
export function CancelRun({
  id,
  trigger,
  focusAfter,
}: {
  id: string;
  trigger: ReactElement;
  /** Says how the run stands; focused when the trigger goes with what it did. */
  focusAfter: RefObject<HTMLElement | null>;
}) {
  const trpc = useTRPC();
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: ({ again }) =>
        again
          ? toast.success("The run is cut short", "The steps of its end (finally) stop too.")
          : toast.success("The run is being cancelled", "Its steps stop within seconds."),
      onError: (error) => toast.error("The run was not cancelled", error),
    }),
  );
  return (
    <AlertDialog
      trigger={trigger}
      title="Cancel this run?"
      description="Steps that run are stopped, and those not begun will not begin; so are the runs it started. Steps of its end (finally) still run: cancelling once more stops those too. What is done stays, and a later run reuses it. An open review of this run is closed."
      action="Cancel the run"
      onConfirm={() => cancel.mutateAsync({ id })}
      focusAfter={focusAfter}
    />
  );
}
