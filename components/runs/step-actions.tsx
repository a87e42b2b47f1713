"use client";

import { useMutation } from "@tanstack/react-query";
import { ChevronDown, RotateCw } from "lucide-react";
import { useState } from "react";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { useCan } from "../shell/use-can.ts";
import { Button } from "../ui/button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { toast } from "../ui/toast.tsx";
import { useTRPC } from "../trpc.tsx";
import { RerunDialog, type RerunChoice } from "./rerun-dialog.tsx";
import type { RunDetails } from "./types.ts";

/** Runs the pipeline again from one of its steps on, or lets what the step gave stand in for it. */
export function StepActions({ details, step }: { details: RunDetails; step: PlanNode }) {
  const mayStart = useCan("runs.start");
  const mayWrite = useCan("pipelines.write");
  const [choice, setChoice] = useState<RerunChoice | null>(null);
  const trpc = useTRPC();
  const { run, steps } = details;
  const pin = useMutation(
    trpc.pipelines.pin.mutationOptions({
      onSuccess: ({ name }) =>
        toast.success(
          "Pinned in your draft",
          `Runs of your draft of ${name} take what this step gave here, and do not run it.`,
        ),
      onError: (error) => toast.error("The output was not pinned", error),
    }),
  );
  const isDone = steps.some((one) => one.node === step.id && one.status === "done");
  if (!mayStart) return null;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button size="sm" icon={<RotateCw aria-hidden />}>
            Rerun from here
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        <MenuItem onClick={() => setChoice({ mode: "from", from: step.id })}>As it was</MenuItem>
        <MenuItem onClick={() => setChoice({ mode: "from", from: step.id, edit: true })}>
          With edited settings…
        </MenuItem>
        {mayWrite && run.pipelineId !== null && isDone && (
          <MenuItem onClick={() => pin.mutate({ name: run.name, node: step.id, run: run.id })}>
            Pin what it gave in my draft
          </MenuItem>
        )}
      </Menu>
      {choice && <RerunDialog details={details} choice={choice} onClose={() => setChoice(null)} />}
    </>
  );
}
