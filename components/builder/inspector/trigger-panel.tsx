"use client";
import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { createElement, useMemo } from "react";
import type { Problem } from "../../../workflows/core/problems.ts";
import { isTimed, listensTo, type TriggerSpec } from "../../../workflows/core/triggers.ts";
import { CheckedForm } from "../../form/schema-form/checked-form.tsx";
import { useTRPC } from "../../trpc.tsx";
import { Button } from "../../ui/button.tsx";
import { remove } from "../store/edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { renameTrigger, setTrigger } from "../store/trigger-edits.ts";
import { triggerField, triggerKey } from "../store/trigger-key.ts";
import { TRIGGER_WORDS } from "../trigger-node/trigger-words.ts";
import { IdField } from "./id-field.tsx";
import { NextTimes } from "./next-times.tsx";
import { ProblemNotes } from "./problem-notes.tsx";
import { TriggerSurroundings } from "./surroundings.tsx";
import { namedField, triggerCheck, triggerForm, withNames } from "./trigger-schema.ts";
import { useFocus } from "./use-focus.ts";

const NONE: readonly Problem[] = [];
const NO_PARAMS = {};

/** A trigger's title, id, times and params. It takes effect when a version is published. */
export function TriggerPanel({ id, readOnly }: { id: string; readOnly: boolean }) {
  const store = useEditorStore();
  const edit = useEditor((state) => state.edit);
  const spec = useEditor(({ document }) => document.triggers?.find((one) => one.id === id));
  const problems = useEditor((state) => state.problemsByNode.get(triggerKey(id)) ?? NONE);
  const panel = useFocus(triggerKey(id));
  if (!spec) return null;
  const words = TRIGGER_WORDS[spec.type];
  const set = (field: string, value: unknown) =>
    edit((document) => setTrigger(document, id, field, value), `trigger:${id}.${field}`);
  return (
    <div ref={panel} data-category="trigger">
      <header className="border-line border-b px-4 pt-3 pb-4">
        <div className="flex items-center gap-2.5">
          <span className="pb-trigger-icon">
            {createElement(words.icon, {
              "aria-hidden": true,
              className: "size-4",
              strokeWidth: 1.75,
            })}
          </span>
          <input
            className="pf-quiet min-w-0 flex-1 text-base font-semibold"
            aria-label="Title of the trigger"
            disabled={readOnly}
            value={spec.title ?? ""}
            placeholder={words.title}
            maxLength={200}
            onChange={(event) => set("title", event.target.value || undefined)}
          />
        </div>
        <p className="text-muted mt-2 text-xs">
          {words.description} It starts runs of the published version, from its publication on.
        </p>
        <IdField
          key={id}
          id={id}
          what="trigger"
          note={spec.type}
          readOnly={readOnly}
          taken={() => new Set(store.getState().document.triggers?.map((one) => one.id))}
          onRename={(next) => {
            edit((document) => renameTrigger(document, id, next));
            store.getState().select({ nodes: [triggerKey(next)] });
          }}
        />
      </header>
      <div className="flex flex-col gap-4 p-4">
        <ProblemNotes
          problems={problems.filter(({ anchor }) => !isShown(anchor.field))}
          of="trigger"
        />
        {spec.type === "webhook" && (
          <p className="bg-sunken text-muted rounded-md px-3 py-2.5 text-xs">
            Its address appears under Triggers when the version is published; its secret is made
            there, and shown once. A webhook that had this id before, and was removed, comes back
            with its address and its secret.
          </p>
        )}
        {isTimed(spec) && (
          <NextTimes
            key={spec.type}
            spec={spec}
            valid={!problems.some(({ code }) => TIME_PROBLEMS.has(code))}
          />
        )}
        <TriggerSurroundings id={id}>
          <TriggerForm spec={spec} problems={problems} readOnly={readOnly} set={set} />
        </TriggerSurroundings>
        {!readOnly && (
          <Button
            size="sm"
            className="self-start"
            icon={<Trash2 aria-hidden />}
            onClick={() => edit((document) => remove(document, { nodes: [triggerKey(id)] }))}
          >
            Remove
          </Button>
        )}
      </div>
    </div>
  );
}

const TIME_PROBLEMS = new Set<Problem["code"]>(["P003", "P061", "P062", "P063"]);

function isShown(field: string | undefined): boolean {
  const name = triggerField(field);
  return name !== "" && name !== "id" && name !== "title";
}

function TriggerForm({
  spec,
  problems,
  readOnly,
  set,
}: {
  spec: TriggerSpec;
  problems: readonly Problem[];
  readOnly: boolean;
  set: (field: string, value: unknown) => void;
}) {
  const params = useEditor(({ document }) => document.params ?? NO_PARAMS);
  const known = useNames(spec);
  const check = triggerCheck(spec.type);
  // What it listens to is never unset: emptied, it is a problem of the draft, and not what stood there before.
  const emptied = (name: string) => (name === listensTo(spec)?.field ? "" : undefined);
  const form = useMemo(
    () =>
      withNames(triggerForm(spec.type), {
        ...known,
        params: Object.keys(params),
        timezone: ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")],
      }),
    [spec.type, known, params],
  );
  return (
    <CheckedForm
      id={`trigger.${spec.id}`}
      schema={form}
      check={(name, value) => check(name, value ?? emptied(name))}
      value={spec}
      disabled={readOnly}
      problemsOf={(name) =>
        problems
          .filter(({ anchor }) => triggerField(anchor.field).split(".")[0] === name)
          .map(({ message }) => message)
      }
      onChange={(name, value) => set(name, value ?? emptied(name))}
    />
  );
}

const AT_MOST = 200;

/** Names of what there is in the workspace, for the field that holds one. */
function useNames(spec: TriggerSpec): Record<string, readonly string[]> {
  const trpc = useTRPC();
  const field = namedField(spec);
  const options = { staleTime: 60_000 };
  const page = { limit: AT_MOST };
  const datasets = useQuery(
    trpc.datasets.list.queryOptions(page, { ...options, enabled: field === "dataset" }),
  );
  const pipelines = useQuery(
    trpc.pipelines.list.queryOptions(page, { ...options, enabled: field === "pipeline" }),
  );
  const models = useQuery(
    trpc.models.list.queryOptions(page, { ...options, enabled: field === "model" }),
  );
  const items = { dataset: datasets, pipeline: pipelines, model: models }[field ?? "dataset"].data
    ?.items;
  return useMemo(
    () => (field && items ? { [field]: items.map(({ name }) => name) } : {}),
    [field, items],
  );
}
