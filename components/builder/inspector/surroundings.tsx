"use client";
import { useMemo, type ReactNode } from "react";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import { schemaFacts } from "../../../workflows/core/check-config.ts";
import {
  parseEnd,
  type DocumentNode,
  type DocumentParam,
  type PipelineDocument,
} from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import type { CelScope } from "../../form/cel/cel-scope.ts";
import { FormContext, type FormSurroundings } from "../../form/schema-form/form-context.tsx";
import { ColumnsNote } from "../knowledge/columns-note.tsx";
import { FieldRemedies } from "../problems/field-remedies.tsx";
import { setParam } from "../store/edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { triggerKey } from "../store/trigger-key.ts";
import { useCelScope } from "./use-cel-scope.ts";
import { useUpstreamTables } from "./use-upstream-columns.ts";

const NO_PARAMS: Record<string, DocumentParam> = {};

/** What the forms of a step know of the document around it: columns, params, names for expressions. */
export function ConfigSurroundings({
  node,
  step,
  children,
}: {
  node: DocumentNode;
  step: StepDefinition;
  children: ReactNode;
}) {
  if (schemaFacts(step).celFields.length === 0) return <Columns node={node}>{children}</Columns>;
  return <WithCel node={node}>{children}</WithCel>;
}

function WithCel(props: { node: DocumentNode; children: ReactNode }) {
  const scope = useCelScope(props.node, true);
  return <Columns {...props} celScope={scope} />;
}

/** What a step's policy may name: no columns, no params, and no input. */
export function PolicySurroundings({
  node,
  children,
}: {
  node: DocumentNode;
  children: ReactNode;
}) {
  const scope = useCelScope(node, false);
  const surroundings = useMemo(() => ({ columns: [], celScope: scope }), [scope]);
  return <FormContext value={surroundings}>{children}</FormContext>;
}

/** What a trigger's form knows: what would set a field right. */
export function TriggerSurroundings({ id, children }: { id: string; children: ReactNode }) {
  const surroundings = useMemo(() => ({ columns: [], remedies: remediesOf(triggerKey(id)) }), [id]);
  return <FormContext value={surroundings}>{children}</FormContext>;
}

function Columns({
  node: { id },
  celScope,
  children,
}: {
  node: DocumentNode;
  celScope?: CelScope;
  children: ReactNode;
}) {
  const reaching = useUpstreamTables(id);
  const wired = useEditor(({ document }) => wiredTables(document, id));
  const params = useParamsOfForm();
  const surroundings = useMemo(
    (): FormSurroundings => ({
      columns: reaching.columns,
      tables: reaching.tables,
      unknownTables: wired.split(" ").filter((port) => port !== "" && !reaching.tables[port]),
      remedies: remediesOf(id),
      ...params,
      ...(celScope ? { celScope } : {}),
    }),
    [id, reaching, wired, params, celScope],
  );
  return (
    <FormContext value={surroundings}>
      <ColumnsNote {...reaching} />
      {children}
    </FormContext>
  );
}

function remediesOf(of: string): (field: string) => ReactNode {
  return (field) => <FieldRemedies of={of} field={field} />;
}

/** Inputs of a node for a table to which a wire leads, in one text: it is the same while they are. */
function wiredTables(document: PipelineDocument, id: string): string {
  const kind = document.nodes.find((node) => node.id === id)?.kind;
  const inputs = registry.get(kind ?? "")?.inputs ?? {};
  const ports = (document.wires ?? []).flatMap(({ to }) => {
    const end = parseEnd(to);
    return end?.node === id && inputs[end.port]?.type === "dataset" ? [end.port] : [];
  });
  return [...new Set(ports)].join(" ");
}

/** The params that fields may take their values from, and how a field becomes one. */
function useParamsOfForm(): Pick<FormSurroundings, "params" | "addParam"> {
  const store = useEditorStore();
  const params = useEditor(({ document }) => document.params ?? NO_PARAMS);
  return useMemo(
    () => ({
      params,
      addParam: (name, param, use) => {
        const taken = store.getState().document.params ?? {};
        let free = name;
        for (let count = 2; Object.hasOwn(taken, free); count++) free = `${name}${count}`;
        use(free);
        const { document, amend } = store.getState();
        amend(document, (now) => setParam(now, free, param));
      },
    }),
    [store, params],
  );
}
