"use client";
import { Popover } from "@base-ui/react/popover";
import { CircleHelp, MoreHorizontal, Pin } from "lucide-react";
import Link from "next/link";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import type { Port } from "../../../workflows/core/ports.ts";
import { renameNode } from "../../../workflows/core/rename-node.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { Prose } from "../../form/prose.tsx";
import { Button } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { POPUP_CLASS } from "../../ui/popup-class.ts";
import { NodeMenuItems } from "../canvas/node-menu.tsx";
import { portsOf } from "../../graph/node-ports.ts";
import { StepIcon } from "../../graph/icons.tsx";
import { nodeIds, setTitle, unpin } from "../store/edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { IdField } from "./id-field.tsx";
import { ParentField } from "./parent-field.tsx";

/** What a step is: its sign, its title and id (both changed in place), its kind, its map and its pin. */
export function NodeHeader({
  node,
  step,
  readOnly,
}: {
  node: DocumentNode;
  step: StepDefinition | undefined;
  readOnly: boolean;
}) {
  const store = useEditorStore();
  const edit = useEditor((state) => state.edit);
  const { id } = node;
  return (
    <header className="px-4 pt-3 pb-3">
      <div className="flex items-center gap-2.5">
        <span className="pb-node-icon">
          <StepIcon name={step?.icon} className="size-4" />
        </span>
        <input
          className="pf-quiet min-w-0 flex-1 text-base font-semibold"
          aria-label="Title of the step"
          disabled={readOnly}
          value={node.title ?? ""}
          placeholder={step?.title ?? "Unknown step"}
          onChange={(event) =>
            edit((document) => setTitle(document, id, event.target.value), `title:${id}`)
          }
        />
        <div className="-mr-1.5 flex">
          {step && <StepHelp node={node} step={step} />}
          <Menu
            align="end"
            trigger={
              <IconButton
                size="sm"
                label="What can be done with this step"
                icon={<MoreHorizontal aria-hidden />}
              />
            }
          >
            <NodeMenuItems readOnly={readOnly} />
          </Menu>
        </div>
      </div>
      <IdField
        key={id}
        id={id}
        what="step"
        note={node.kind}
        readOnly={readOnly}
        taken={() => nodeIds(store.getState().document)}
        onRename={(next) => {
          edit((document) => renameNode(document, id, next));
          store.getState().select({ nodes: [next] });
        }}
      />
      <ParentField node={node} readOnly={readOnly} />
      <PinNote node={node} readOnly={readOnly} />
    </header>
  );
}

/** What a kind of step does, and what goes in and out. */
function StepHelp({ node, step }: { node: DocumentNode; step: StepDefinition }) {
  const ports = portsOf(node, registry);
  return (
    <Popover.Root>
      <Popover.Trigger
        className="text-muted hover:bg-hover hover:text-fg data-popup-open:bg-hover grid size-7 place-items-center rounded-md"
        aria-label={`What ${step.title} does`}
        title={`What ${step.title} does`}
      >
        <CircleHelp aria-hidden className="size-4" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="left" align="start" sideOffset={8} className="z-50">
          <Popover.Popup
            className={cx(POPUP_CLASS, "max-h-(--available-height) w-80 overflow-y-auto p-3")}
          >
            <Popover.Title className="text-sm font-semibold">{step.title}</Popover.Title>
            <Popover.Description className="mt-1 text-xs leading-5">
              <Prose text={step.description} />
            </Popover.Description>
            <Ports title="In" ports={[...(ports?.inputs ?? []), ...(ports?.inner ?? [])]} />
            <Ports title="Out" ports={ports?.outputs ?? []} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Ports({ title, ports }: { title: string; ports: readonly (readonly [string, Port])[] }) {
  if (ports.length === 0) return null;
  return (
    <>
      <h3 className="text-muted mt-3 mb-1 text-xs font-medium">{title}</h3>
      <dl className="flex flex-col gap-1.5 text-xs">
        {ports.map(([name, port]) => (
          <div key={name}>
            <dt>
              <span className="font-medium">{port.title}</span>{" "}
              <span className="text-muted font-mono">
                {name}: {port.type}
                {port.optional && ", optional"}
                {port.multiple && ", several"}
              </span>
            </dt>
            {port.description && <dd className="text-muted">{port.description}</dd>}
          </div>
        ))}
      </dl>
    </>
  );
}

function PinNote({ node, readOnly }: { node: DocumentNode; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  if (!node.pin) return null;
  return (
    <div className="bg-info-soft mt-3 flex items-center gap-2 rounded-md px-2.5 py-1.5 text-xs">
      <Pin aria-hidden className="text-info size-3.5 shrink-0" />
      <span className="min-w-0 flex-1">
        Does not run: what {node.pin.node ?? "it"} gave in{" "}
        <Link className="text-accent font-mono hover:underline" href={`/runs/${node.pin.run}`}>
          {node.pin.run}
        </Link>{" "}
        stands in.
      </span>
      {!readOnly && (
        <Button size="sm" onClick={() => edit((document) => unpin(document, node.id))}>
          Unpin
        </Button>
      )}
    </div>
  );
}
