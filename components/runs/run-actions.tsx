"use client";

import { useMutation } from "@tanstack/react-query";
import {
  ChevronDown,
  CirclePause,
  CirclePlay,
  CopyCheck,
  GitCompare,
  RotateCw,
  Square,
  Workflow,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, type RefObject } from "react";
import type { RunStatus } from "../../db/schema/runs.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { toast } from "../ui/toast.tsx";
import { isOver } from "./live-state.ts";
import { CancelRun, useRunControl } from "./run-control.tsx";
import { RerunDialog, type RerunChoice } from "./rerun-dialog.tsx";
import type { RunDetails } from "./types.ts";

/** What may be done with a run as it stands. */
export function RunActions({
  details,
  status,
  heading,
}: {
  details: RunDetails;
  status: RunStatus;
  /** Of the page: what is focused when an action goes with what it did. */
  heading: RefObject<HTMLElement | null>;
}) {
  const mayControl = useCan("runs.control");
  const mayStart = useCan("runs.start");
  const { id, name, pipelineId } = details.run;
  const over = isOver(status);
  return (
    <>
      {mayControl && !over && <PauseOrResume id={id} paused={status === "paused"} />}
      {mayControl && !over && <Cancel id={id} heading={heading} />}
      {pipelineId !== null && (
        <LinkButton
          size="sm"
          icon={<Workflow aria-hidden />}
          href={`/pipelines/${name}?run=${id}&as=run`}
        >
          On the canvas
        </LinkButton>
      )}
      {over && (
        <LinkButton
          size="sm"
          icon={<GitCompare aria-hidden />}
          href={`/runs/compare?ids=${id}`}
          aria-label="Compare with another run"
        >
          Compare
        </LinkButton>
      )}
      {mayStart && over && <Reproduce id={id} />}
      {mayStart && <Rerun details={details} status={status} />}
    </>
  );
}

/** One button for both: it keeps the focus when the one becomes the other. */
function PauseOrResume({ id, paused }: { id: string; paused: boolean }) {
  const { pause, resume } = useRunControl();
  const act = paused ? resume : pause;
  return (
    <Button
      size="sm"
      variant={paused ? "primary" : "secondary"}
      icon={paused ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}
      pending={pause.isPending || resume.isPending}
      onClick={() => act.mutate({ id })}
    >
      {paused ? "Resume" : "Pause"}
    </Button>
  );
}

function Cancel({ id, heading }: { id: string; heading: RefObject<HTMLElement | null> }) {
  return (
    <CancelRun
      id={id}
      focusAfter={heading}
      trigger={
        <Button size="sm" icon={<Square aria-hidden />}>
          Cancel run
        </Button>
      }
    />
  );
}

function Reproduce({ id }: { id: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const reproduce = useMutation(
    trpc.runs.reproduce.mutationOptions({
      onSuccess: ({ runId }) => router.push(`/runs/${runId}`),
      onError: (error) => toast.error("The run was not reproduced", error),
    }),
  );
  return (
    <AlertDialog
      trigger={
        <Button size="sm" icon={<CopyCheck aria-hidden />}>
          Reproduce
        </Button>
      }
      title="Reproduce this run?"
      description="Every step runs again, with the recorded plan, data and environment, and nothing is reused. The new run then says of each output whether it is identical, within tolerance or different."
      action="Reproduce"
      danger={false}
      onConfirm={() => reproduce.mutateAsync({ id })}
    />
  );
}

function Rerun({ details, status }: { details: RunDetails; status: RunStatus }) {
  const [choice, setChoice] = useState<RerunChoice | null>(null);
  const failed = status === "failed" || status === "cancelled";
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button size="sm" icon={<RotateCw aria-hidden />}>
            Rerun
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        <MenuItem onClick={() => setChoice({ mode: "all" })}>Everything</MenuItem>
        <MenuItem disabled={!failed} onClick={() => setChoice({ mode: "failed" })}>
          Only what failed
        </MenuItem>
        <MenuItem onClick={() => setChoice({ mode: "from" })}>From a step…</MenuItem>
        <MenuItem onClick={() => setChoice({ mode: "all", edit: true })}>
          With edited settings…
        </MenuItem>
      </Menu>
      {choice && <RerunDialog details={details} choice={choice} onClose={() => setChoice(null)} />}
    </>
  );
}
