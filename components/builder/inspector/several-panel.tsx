"use client";
import { MoreHorizontal } from "lucide-react";
import { useMemo, useState } from "react";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { fieldCheck } from "../../form/schema-form/check-field.ts";
import { CheckedForm } from "../../form/schema-form/checked-form.tsx";
import { FormContext } from "../../form/schema-form/form-context.tsx";
import { SchemaForm } from "../../form/schema-form/schema-form.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { NodeMenuItems } from "../canvas/node-menu.tsx";
import { StepIcon } from "../../graph/icons.tsx";
import { isStepKey } from "../store/canvas-key.ts";
import { setConfigWithWires } from "../store/config-edit.ts";
import { setPolicy } from "../store/edits.ts";
import { useEditor } from "../store/editor-context.tsx";
import { flatPolicy, POLICY_SHAPE, policyChange, policyGroups } from "./policy-groups.ts";
import { sharedConfig, sharedValues } from "./several.ts";
import { useUpstreamTables } from "./use-upstream-columns.ts";

/** Several things at once: what the steps among them share can be set for all of them. */
export function SeveralPanel({ keys, readOnly }: { keys: ReadonlySet<string>; readOnly: boolean }) {
  const [tab, setTab] = useState<"config" | "policy">("config");
  const all = useEditor(({ document }) => document.nodes);
  const nodes = useMemo(() => all.filter(({ id }) => keys.has(id)), [all, keys]);
  const kinds = new Map<string, number>();
  for (const { kind } of nodes) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const others = [...keys].filter((key) => !isStepKey(key)).length;
  return (
    <div>
      <header className="px-4 pt-3 pb-3">
        <div className="flex items-center justify-between gap-2">
          <h2 className="text-base font-semibold">{keys.size} selected</h2>
          <Menu
            align="end"
            trigger={
              <IconButton
                size="sm"
                className="-mr-1.5"
                label="What can be done with them"
                icon={<MoreHorizontal aria-hidden />}
              />
            }
          >
            <NodeMenuItems readOnly={readOnly} />
          </Menu>
        </div>
        <ul className="mt-1.5 flex flex-wrap gap-1.5" aria-label="Kinds that are selected">
          {[...kinds].map(([kind, count]) => {
            const step = registry.get(kind);
            return (
              <li
                key={kind}
                data-category={step?.category ?? "unknown"}
                className="bg-sunken flex h-6 items-center gap-1.5 rounded-md px-1.5 text-xs"
              >
                <StepIcon name={step?.icon} className="text-muted size-3.5" />
                {step?.title ?? kind}
                <span className="text-muted tabular-nums">{count}</span>
              </li>
            );
          })}
          {others > 0 && (
            <li className="bg-sunken text-muted flex h-6 items-center rounded-md px-1.5 text-xs">
              {others} other{others === 1 ? "" : "s"}
            </li>
          )}
        </ul>
      </header>
      {nodes.length > 1 ? (
        <Tabs
          aria-label="Of the selected steps"
          className="pf-tabs"
          value={tab}
          onValueChange={setTab}
          tabs={[
            {
              value: "config",
              label: "Config they share",
              content: <SharedConfig nodes={nodes} readOnly={readOnly} />,
            },
            {
              value: "policy",
              label: "Run policy",
              content: <SharedPolicy nodes={nodes} readOnly={readOnly} />,
            },
          ]}
        />
      ) : (
        <p className="text-muted px-4 text-xs">
          Drag to move them together; what is copied can be pasted into any other pipeline.
        </p>
      )}
    </div>
  );
}

interface PartProps {
  nodes: readonly DocumentNode[];
  readOnly: boolean;
}

function SharedConfig({ nodes, readOnly }: PartProps) {
  const edit = useEditor((state) => state.edit);
  // What reaches one of them is a good guess for the others.
  const { columns } = useUpstreamTables(nodes[0]!.id);
  const surroundings = useMemo(() => ({ columns }), [columns]);
  const { schema, value, mixed } = useMemo(() => sharedConfig(nodes, registry), [nodes]);
  if (Object.keys(schema.properties ?? {}).length === 0)
    return (
      <p className="text-muted p-4 text-xs">
        These kinds of steps share no setting. Select steps of one kind to set them together.
      </p>
    );
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-muted text-xs">What is set here is set in all {nodes.length} steps.</p>
      <FormContext value={surroundings}>
        <SchemaForm
          id="several"
          schema={schema}
          value={value}
          mixed={mixed}
          disabled={readOnly}
          onReset={(fields) =>
            edit((document) =>
              fields.reduce(
                (all, field) =>
                  nodes.reduce(
                    (now, { id }) => setConfigWithWires(now, registry, id, field, undefined),
                    all,
                  ),
                document,
              ),
            )
          }
          onChange={(field, next) =>
            edit(
              (document) =>
                nodes.reduce(
                  (now, { id }) => setConfigWithWires(now, registry, id, field, next),
                  document,
                ),
              `several:${field}`,
            )
          }
        />
      </FormContext>
    </div>
  );
}

const check = fieldCheck(POLICY_SHAPE);
const NOWHERE = { columns: [] };

function SharedPolicy({ nodes, readOnly }: PartProps) {
  const edit = useEditor((state) => state.edit);
  const properties = useMemo(() => sharedPolicy(nodes), [nodes]);
  const names = Object.keys(properties);
  const { value, mixed } = sharedValues(
    nodes.map(({ policy }) => flatPolicy(policy ?? {})),
    names,
  );
  return (
    <div className="p-4">
      <FormContext value={NOWHERE}>
        <CheckedForm
          id="several.policy"
          schema={{ type: "object", properties }}
          check={check}
          value={value}
          mixed={mixed}
          disabled={readOnly}
          plain
          onChange={(field, next) =>
            edit(
              (document) =>
                nodes.reduce((now, { id, policy }) => {
                  const change = policyChange(policy ?? {}, field, next);
                  return setPolicy(now, id, change.field, change.value);
                }, document),
              `several:policy.${field}`,
            )
          }
        />
      </FormContext>
    </div>
  );
}

/** The fields of the policy that each of the steps has; a default that not all have is left out. */
function sharedPolicy(nodes: readonly DocumentNode[]) {
  const [first = {}, ...others] = nodes.map(({ kind, parent }) => {
    const step = registry.get(kind);
    return step
      ? Object.assign(
          {},
          ...policyGroups(step, parent !== undefined).map(({ schema }) => schema.properties ?? {}),
        )
      : {};
  }) as NonNullable<ReturnType<typeof policyGroups>[number]["schema"]["properties"]>[];
  return Object.fromEntries(
    Object.entries(first).flatMap(([name, schema]) => {
      if (!others.every((other) => name in other)) return [];
      if (others.every((other) => Object.is(other[name]!.default, schema.default)))
        return [[name, schema]];
      const { default: _, ...rest } = schema;
      return [[name, { ...rest, unset: "As each step has it" }]];
    }),
  );
}
