"use client";

import { useMutation } from "@tanstack/react-query";
import type { inferRouterInputs } from "@trpc/server";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { AppRouter } from "../../server/router.ts";
import { withKey } from "../../workflows/core/json.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { toast } from "../ui/toast.tsx";
import { ConfigEditor } from "./config-editor.tsx";
import { RunForecast } from "./run-forecast.tsx";
import type { RunDetails } from "./types.ts";

export interface RerunChoice {
  mode: "all" | "failed" | "from";
  from?: string;
  /** The settings of a step are opened for changes. */
  edit?: boolean;
}

type Input = inferRouterInputs<AppRouter>["runs"]["rerun"];
type Configs = Record<string, Record<string, unknown>>;

const MODES: readonly { value: RerunChoice["mode"]; label: string; hint: string }[] = [
  { value: "all", label: "Everything", hint: "Results that are cached are reused." },
  { value: "failed", label: "Only what failed", hint: "What was done is kept." },
  { value: "from", label: "From a step", hint: "What does not lie behind it is kept." },
];

/** Asks how to run a run again, and shows what would be reused and what would run, before it starts. */
export function RerunDialog({
  details,
  choice,
  onClose,
  onStarted,
}: {
  details: RunDetails;
  choice: RerunChoice;
  onClose: () => void;
  /** The page of the new run opens without it. */
  onStarted?: ((runId: string) => void) | undefined;
}) {
  return (
    <Dialog
      title="Run again"
      description="On the same data, with the recorded plan; what you change here is kept on the new run's record."
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
    >
      <RerunForm details={details} choice={choice} onClose={onClose} onStarted={onStarted} />
    </Dialog>
  );
}

function RerunForm({
  details: { run, document, plan },
  choice,
  onClose,
  onStarted,
}: {
  details: RunDetails;
  choice: RerunChoice;
  onClose: () => void;
  onStarted: ((runId: string) => void) | undefined;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const first = plan.nodes[0]?.id ?? "";
  const [mode, setMode] = useState(choice.mode);
  const [from, setFrom] = useState(choice.from ?? first);
  const [fresh, setFresh] = useState(false);
  const [edited, setEdited] = useState<string | null>(choice.edit ? from : null);
  const [configs, setConfigs] = useState<Configs>({});
  const [wrong, setWrong] = useState(false);
  const input: Input = {
    id: run.id,
    mode,
    ...(mode === "from" ? { from } : {}),
    ...(fresh ? { fresh } : {}),
    ...(Object.keys(configs).length > 0 ? { config: configs } : {}),
  };
  const rerun = useMutation(
    trpc.runs.rerun.mutationOptions({
      onSuccess: ({ runId }) => {
        onClose();
        if (onStarted) onStarted(runId);
        else router.push(`/runs/${runId}`);
      },
      onError: (error) => toast.error("The run was not started", error),
    }),
  );
  const steps = plan.nodes.map(({ id, title }) => ({ value: id, label: title, hint: id }));
  const ran = new Set(plan.nodes.map(({ id }) => id));
  const editable = document.nodes.filter(({ id, parent, pin }) => !pin && ran.has(parent ?? id));
  const node = editable.find(({ id }) => id === edited);
  return (
    <form
      className="grid gap-x-6 gap-y-4 md:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) rerun.mutate(input);
      }}
    >
      <div className="flex min-w-0 flex-col gap-4">
        <Field label="What">
          <Select options={MODES} value={mode} onValueChange={setMode} />
        </Field>
        {mode === "from" && (
          <Field label="From">
            <Select options={steps} value={from} onValueChange={setFrom} />
          </Field>
        )}
        <Checkbox
          label="Take no cached result"
          description="Whatever runs is computed anew."
          checked={fresh}
          onCheckedChange={setFresh}
        />
        <Field label="Edit the settings of">
          <Select
            options={[
              { value: NOBODY, label: "no step" },
              ...editable.map(({ id, title }) => ({
                value: id,
                label: `${title ?? id}${configs[id] ? ", edited" : ""}`,
                ...(title ? { hint: id } : {}),
              })),
            ]}
            value={edited ?? NOBODY}
            onValueChange={(next) => {
              setEdited(next === NOBODY ? null : next);
              // What could not be read stays behind with the step it was written for.
              setWrong(false);
            }}
          />
        </Field>
        {node && (
          <ConfigEditor
            key={node.id}
            kind={node.kind}
            recorded={node.config ?? {}}
            value={configs[node.id] ?? node.config ?? {}}
            onWrong={setWrong}
            onChange={(next) => setConfigs((now) => withKey(now, node.id, next ?? undefined))}
          />
        )}
      </div>
      <RunForecast input={{ rerun: input }} />
      <div className="flex justify-end gap-2 md:col-span-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={wrong} pending={rerun.isPending}>
          Start the run
        </Button>
      </div>
    </form>
  );
}

const NOBODY = "-";
