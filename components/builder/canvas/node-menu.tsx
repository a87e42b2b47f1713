"use client";
import {
  Copy,
  CopyPlus,
  Group,
  LogIn,
  LogOut,
  Maximize2,
  PencilLine,
  Plus,
  Spline,
  Trash2,
  Ungroup,
  Unlink,
} from "lucide-react";
import { registry } from "../../../workflows/steps/index.ts";
import { MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { nestingOf } from "../../graph/inside.ts";
import { copyToClipboard } from "../copy-to-clipboard.ts";
import { RunNodeItems } from "../run/run-node-items.tsx";
import { groupOf, isStepKey, noteOf } from "../store/canvas-key.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { groupingOf } from "../store/groups.ts";
import { rejoin } from "../store/wiring.ts";
import { withInside } from "../store/edits.ts";
import { useActions } from "./use-actions.ts";

/** What can be done with what is selected, for the canvas and the inspector alike. */
export function NodeMenuItems({ readOnly }: { readOnly: boolean }) {
  const actions = useActions();
  const store = useEditorStore();
  const selection = useEditor((state) => state.selection);
  const document = useEditor((state) => state.document);
  const keys = [...selection.nodes];
  const steps = keys.filter(isStepKey);
  const [only] = keys.length === 1 ? keys : [];
  const grouping = groupingOf(document);
  const groups = new Set(keys.flatMap((key) => groupOf(key) ?? grouping.groupOf.get(key) ?? []));
  const collapsed = [...groups].every((id) => document.layout?.groups?.[id]?.collapsed);
  const gaps =
    !readOnly && rejoin(document, registry, withInside(document, selection.nodes)).length > 0;
  const copy = (
    <MenuItem
      icon={<Copy aria-hidden />}
      keys="Ctrl C"
      onClick={() => void copyToClipboard(actions.copied())}
    >
      Copy as YAML
    </MenuItem>
  );
  if (readOnly) return copy;
  return (
    <>
      <RunNodeItems />
      {only !== undefined && isStepKey(only) && (
        <>
          <MenuItem icon={<Plus aria-hidden />} keys="A" onClick={actions.openSteps}>
            Add a step behind
          </MenuItem>
          <MenuItem icon={<Spline aria-hidden />} keys="C" onClick={actions.openConnect}>
            Wire to…
          </MenuItem>
        </>
      )}
      {only !== undefined && !only.startsWith("trigger:") && (
        <>
          <MenuItem
            icon={<PencilLine aria-hidden />}
            keys="F2"
            onClick={() => store.getState().setRenaming(only)}
          >
            {noteOf(only) === null ? "Rename" : "Write"}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      {copy}
      <MenuItem
        icon={<CopyPlus aria-hidden />}
        keys="Ctrl D"
        onClick={() => void actions.duplicate()}
      >
        Duplicate
      </MenuItem>
      {(steps.length > 0 || groups.size > 0) && <MenuSeparator />}
      {steps.length > 0 && (
        <MenuItem icon={<Group aria-hidden />} keys="Ctrl G" onClick={actions.group}>
          Group
        </MenuItem>
      )}
      {groups.size > 0 && (
        <>
          <MenuItem
            icon={<Maximize2 aria-hidden />}
            keys="E"
            onClick={() => actions.toggleCollapsed()}
          >
            {collapsed ? "Expand the group" : "Collapse the group"}
          </MenuItem>
          <MenuItem icon={<Ungroup aria-hidden />} keys="Ctrl ⇧ G" onClick={actions.ungroup}>
            Ungroup
          </MenuItem>
        </>
      )}
      <MapItems steps={steps} />
      <MenuSeparator />
      {gaps && (
        <MenuItem
          icon={<Unlink aria-hidden />}
          keys="⇧ Delete"
          onClick={() => actions.removeSelected(true)}
        >
          Remove and rejoin
        </MenuItem>
      )}
      <MenuItem
        danger
        icon={<Trash2 aria-hidden />}
        keys="Delete"
        onClick={() => actions.removeSelected()}
      >
        Remove
      </MenuItem>
    </>
  );
}

/** Into which maps the chosen steps can be put, and out of theirs. */
function MapItems({ steps }: { steps: readonly string[] }) {
  const actions = useActions();
  const document = useEditor((state) => state.document);
  const { inside, parentOf } = nestingOf(document, registry);
  const movable = steps.filter((id) => !inside.has(id));
  const out = movable.filter((id) => parentOf.has(id));
  const maps = movable.length > 0 ? [...inside.keys()] : [];
  const targets = maps.filter((map) => movable.some((id) => parentOf.get(id) !== map));
  const titleOf = (id: string) => document.nodes.find((node) => node.id === id)?.title;
  if (targets.length + out.length === 0) return null;
  return (
    <>
      <MenuSeparator />
      {targets.map((map) => (
        <MenuItem
          key={map}
          icon={<LogIn aria-hidden />}
          onClick={() => actions.putInto(new Map(movable.map((id) => [id, map])))}
        >
          Put into {titleOf(map) ?? map}
        </MenuItem>
      ))}
      {out.length > 0 && (
        <MenuItem
          icon={<LogOut aria-hidden />}
          onClick={() => actions.putInto(new Map(out.map((id) => [id, null])))}
        >
          Take out of the map
        </MenuItem>
      )}
    </>
  );
}
