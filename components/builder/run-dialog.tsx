"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type RefObject } from "react";
import { errorsOf } from "../../workflows/core/problems.ts";
import type { ParamValues } from "../../workflows/core/document.ts";
import { shortHash } from "../ui/format.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { ParamsForm } from "../form/params-form.tsx";
import { paramProblems } from "../form/param-check.ts";
import { isOver } from "../runs/live-state.ts";
import { RunForecast } from "../runs/run-forecast.tsx";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { Time } from "../ui/time.tsx";
import { useAskAgain } from "./knowledge/knowledge-store.ts";
import { usePeople, usePeopleStore } from "./people/people-context.tsx";
import { runsOtherwise, UndecidedRunNotice } from "./people/undecided-run-notice.tsx";
import { Blockers } from "./problems/blockers.tsx";
import { useOverlay } from "./run/overlay-context.tsx";
import { nodeOf, startOf, type RunScope, type StartInput } from "./run/run-scope.ts";
import { useRecentRuns } from "./run/use-recent-runs.ts";
import { useEditor } from "./store/editor-context.tsx";
import { UntakenNotice } from "./yaml/untaken-notice.tsx";

interface Props {
  name: string;
  scope: RunScope;
  /** Saves the draft, which is what runs. */
  save: () => Promise<void>;
  onClose: () => void;
  onStarted: (runId: string) => void;
}

const SCOPES: readonly { value: RunScope["what"]; label: string; hint: string }[] = [
  { value: "all", label: "Everything", hint: "What is cached is reused." },
  { value: "to", label: "Up to a step", hint: "That step, and what it needs." },
  { value: "one", label: "One step", hint: "On the newest results of the steps before." },
  { value: "from", label: "From a step on", hint: "What does not lie behind it is kept." },
  { value: "failed", label: "Only what failed", hint: "What was done is kept." },
];

/** What to run, with which params, and what of it will be reused: shown before anything starts. */
export function RunDialog(props: Props) {
  const asks = useEditor(({ document }) => Object.keys(document.params ?? {}).length > 0);
  return (
    <Dialog
      title="Run the draft"
      description={
        asks
          ? "Values for this run only; they are kept on its record."
          : "As it is now; what ran is kept on the run's record."
      }
      open
      onOpenChange={(open) => !open && props.onClose()}
      size="lg"
    >
      <RunForm {...props} />
    </Dialog>
  );
}

function RunForm({ name, scope: first, save, onClose, onStarted }: Props) {
  const trpc = useTRPC();
  const document = useEditor((state) => state.document);
  const setPanel = useEditor((state) => state.setPanel);
  const params = document.params ?? {};
  const [scope, setScope] = useState(first);
  // A step alone is run to see it run.
  const [fresh, setFresh] = useState(first.what === "one");
  const [values, setValues] = useState<ParamValues>({});
  const [tried, setTried] = useState(false);
  const saved = useSaved(save);
  useAskAgain();
  const after = useRunToGoOnAfter(name);
  const { data: usual } = useQuery(trpc.runs.durations.queryOptions({ pipeline: name }));
  const errors = errorsOf(useEditor(({ problems }) => problems));
  const wrong = Object.keys(paramProblems(params, values)).length > 0;
  const input = startOf(name, scope, { params: values, fresh, after: after?.id ?? null });
  const client = useTRPCClient();
  const people = usePeopleStore();
  const conflicts = usePeople((state) => state.conflicts);
  const start = useMutation({
    mutationFn: async (wanted: StartInput) => {
      // Whoever starts at once does not wait for the dialog to have saved.
      await save();
      // Saving may have met what another tab has saved.
      if (runsOtherwise(people.getState().conflicts).length > 0)
        throw new Error("Nothing was started: choose first which value holds.");
      return client.runs.start.mutate(wanted);
    },
    onSuccess: ({ runId }) => onStarted(runId),
  });
  const blocked = errors.length > 0 || input === null || runsOtherwise(conflicts).length > 0;
  const form = useRef<HTMLFormElement>(null);
  useStartKeys(form);
  const submit = () => {
    setTried(true);
    if (!blocked && !wrong && !start.isPending) start.mutate(input);
  };
  return (
    <form
      className="grid gap-x-6 gap-y-4 md:grid-cols-[18rem_minmax(0,1fr)]"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      ref={form}
    >
      <div className="flex min-w-0 flex-col gap-4">
        <ScopeFields scope={scope} onChange={setScope} />
        {(scope.what === "from" || scope.what === "failed") &&
          (after ? (
            <p className="text-muted -mt-2 text-xs">
              Goes on after run <code>{shortHash(after.id)}</code>
              {after.createdAt && (
                <>
                  , <Time at={after.createdAt} />
                </>
              )}
              .
            </p>
          ) : (
            <p className="text-danger -mt-2 text-xs" role="alert">
              This pipeline has no run that has ended: run everything first.
            </p>
          ))}
        {Object.keys(params).length > 0 && (
          <ParamsForm
            id="run-params"
            params={params}
            values={values}
            onChange={setValues}
            tried={tried}
          />
        )}
        <Checkbox
          label={scope.what === "one" ? "Run it anew" : "Take no cached result"}
          description={
            scope.what === "one"
              ? "Even if the same was computed before."
              : "Whatever runs is computed anew."
          }
          checked={fresh}
          onCheckedChange={setFresh}
        />
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        <UntakenNotice onShow={onClose}>What runs is the document without it.</UntakenNotice>
        <UndecidedRunNotice
          conflicts={conflicts}
          document={document}
          onChoose={() => {
            onClose();
            setPanel("people");
          }}
        />
        {errors.length > 0 ? (
          <Blockers errors={errors} onClose={onClose} />
        ) : wrong ? (
          <p className="text-muted text-sm">
            Give the params their values to see what will happen.
          </p>
        ) : typeof saved === "object" ? (
          <Problem error={saved} />
        ) : saved && input ? (
          <RunForecast input={{ start: input }} usual={usual ?? {}} />
        ) : (
          input && <Loading what="plan" />
        )}
        {start.error && <Problem error={start.error} />}
      </div>
      <div className="flex justify-end gap-2 md:col-span-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          data-first-focus
          pending={start.isPending}
          disabled={blocked}
          data-testid="start-run"
        >
          Start the run
        </Button>
      </div>
    </form>
  );
}

function ScopeFields({
  scope,
  onChange,
}: {
  scope: RunScope;
  onChange: (scope: RunScope) => void;
}) {
  const nodes = useEditor(({ document }) => document.nodes);
  const node = nodeOf(scope);
  const turn = (what: RunScope["what"]) => {
    const id = node ?? nodes[0]?.id ?? "";
    onChange(what === "all" || what === "failed" ? { what } : { what, node: id });
  };
  return (
    <>
      <Field label="What">
        <Select options={SCOPES} value={scope.what} onValueChange={turn} />
      </Field>
      {node !== null && (
        <Field label="Step">
          <Select
            options={nodes.map(({ id, title }) => ({
              value: id,
              label: title ?? id,
              ...(title ? { hint: id } : {}),
            }))}
            value={node}
            onValueChange={(id) => onChange({ ...scope, node: id } as RunScope)}
          />
        </Field>
      )}
    </>
  );
}

/** Ctrl Enter starts, wherever in the dialog the focus is. */
function useStartKeys(form: RefObject<HTMLFormElement | null>) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.current?.requestSubmit();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [form]);
}

/** Whether the draft is saved by now; what went wrong where it could not be. */
function useSaved(save: () => Promise<void>): boolean | { message: string } {
  const [saved, setSaved] = useState<boolean | { message: string }>(false);
  useEffect(() => {
    let gone = false;
    save().then(
      () => !gone && setSaved(true),
      (error: Error) => !gone && setSaved({ message: error.message }),
    );
    return () => {
      gone = true;
    };
    // Once: nothing is edited while the dialog is open.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return saved;
}

/** The run on the canvas once it has ended, else the newest that has. */
function useRunToGoOnAfter(name: string): { id: string; createdAt: string | Date | null } | null {
  const { ended } = useRecentRuns(name);
  const shown = useOverlay(({ view }) =>
    view && isOver(view.live.run.status) ? view.details.run : null,
  );
  if (shown) return { id: shown.id, createdAt: shown.createdAt };
  return ended && { id: ended.id, createdAt: ended.createdAt };
}
