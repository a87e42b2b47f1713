"use client";
import { ChevronsDownUp, ChevronsUpDown, Ungroup } from "lucide-react";
import { registry } from "../../../workflows/steps/index.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { useActions } from "../canvas/use-actions.ts";
import { StepIcon } from "../../graph/icons.tsx";
import { setGroup } from "../store/groups.ts";
import { useEditor } from "../store/editor-context.tsx";

/** A group of steps: its title, what is in it, whether it is drawn as one node. */
export function GroupPanel({ id, readOnly }: { id: string; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const jump = useEditor((state) => state.jump);
  const group = useEditor(({ document }) => document.layout?.groups?.[id]);
  const nodes = useEditor(({ document }) => document.nodes);
  const actions = useActions();
  if (!group) return null;
  const members = nodes.filter((node) => group.nodes.includes(node.id));
  const Fold = group.collapsed ? ChevronsUpDown : ChevronsDownUp;
  return (
    <div className="flex flex-col gap-4 p-4">
      <div>
        <h2 className="text-base font-semibold">Group</h2>
        <p className="text-muted mt-0.5 text-xs">A frame for the eye: a run knows nothing of it.</p>
      </div>
      <Field label="Title">
        <Input
          value={group.title ?? ""}
          placeholder="Group"
          maxLength={200}
          disabled={readOnly}
          onChange={(event) =>
            edit((document) => setGroup(document, id, { title: event.target.value }), `group:${id}`)
          }
        />
      </Field>
      <section aria-label="Steps in this group">
        <h3 className="text-sm font-medium">
          {members.length} {members.length === 1 ? "step" : "steps"}
        </h3>
        <ul className="-mx-2 mt-1">
          {members.map((node) => {
            const step = registry.get(node.kind);
            return (
              <li key={node.id} data-category={step?.category ?? "unknown"}>
                <button
                  type="button"
                  className="hover:bg-hover flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm"
                  onClick={() => jump(node.id)}
                >
                  <StepIcon name={step?.icon} className="text-muted size-4 shrink-0" />
                  <span className="min-w-0 flex-1 truncate">
                    {node.title ?? step?.title ?? node.kind}
                  </span>
                  <span className="text-muted font-mono text-xs">{node.id}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </section>
      {!readOnly && (
        <div className="flex gap-2">
          <Button size="sm" icon={<Fold aria-hidden />} onClick={() => actions.toggleCollapsed(id)}>
            {group.collapsed ? "Expand" : "Collapse"}
          </Button>
          <Button size="sm" icon={<Ungroup aria-hidden />} onClick={() => actions.ungroup()}>
            Ungroup
          </Button>
        </div>
      )}
    </div>
  );
}
