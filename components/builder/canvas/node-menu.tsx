"use client";
import { Menu as BaseMenu } from "@base-ui/react/menu";
import { CopyPlus, Copy, LogIn, LogOut, Trash2 } from "lucide-react";
import { useMemo } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { POPUP_CLASS } from "../../ui/popup-class.ts";
import { nestingOf } from "../layout/inside.ts";
import { copyToClipboard } from "../copy-to-clipboard.ts";
import { RunNodeItems } from "../run/run-node-items.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { triggerOf } from "../store/trigger-key.ts";
import { useActions } from "./use-actions.ts";

/** What can be done with the selected nodes, where the pointer asked for it. */
export function NodeMenu({
  at,
  onClose,
  readOnly,
}: {
  at: { x: number; y: number } | null;
  onClose: () => void;
  readOnly: boolean;
}) {
  const anchor = useMemo(
    () => ({ getBoundingClientRect: () => new DOMRect(at?.x ?? 0, at?.y ?? 0, 0, 0) }),
    [at],
  );
  return (
    <BaseMenu.Root open={at !== null} onOpenChange={(open) => !open && onClose()} modal={false}>
      <BaseMenu.Portal>
        <BaseMenu.Positioner anchor={anchor} align="start" side="bottom" className="z-50">
          <BaseMenu.Popup className={`${POPUP_CLASS} min-w-44`} aria-label="The selected steps">
            <NodeMenuItems readOnly={readOnly} />
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

/** The entries, for the canvas and the inspector alike. */
export function NodeMenuItems({ readOnly }: { readOnly: boolean }) {
  const actions = useActions();
  const selection = useEditor((state) => state.selection);
  const document = useEditor((state) => state.document);
  const { inside, parentOf } = nestingOf(document, registry);
  const steps = [...selection.nodes].filter((key) => triggerOf(key) === null);
  const movable = steps.filter((id) => !inside.has(id));
  const out = movable.filter((id) => parentOf.has(id));
  const maps = movable.length > 0 ? [...inside.keys()] : [];
  const targets = maps.filter((map) => movable.some((id) => parentOf.get(id) !== map));
  const titleOf = (id: string) => document.nodes.find((node) => node.id === id)?.title;
  return (
    <>
      {!readOnly && <RunNodeItems />}
      {steps.length > 0 && (
        <MenuItem
          icon={<Copy aria-hidden />}
          keys="Ctrl C"
          onClick={() => void copyToClipboard(actions.copied())}
        >
          Copy as YAML
        </MenuItem>
      )}
      {!readOnly && steps.length > 0 && (
        <MenuItem icon={<CopyPlus aria-hidden />} keys="Ctrl D" onClick={actions.duplicate}>
          Duplicate
        </MenuItem>
      )}
      {!readOnly && targets.length + out.length > 0 && <MenuSeparator />}
      {!readOnly &&
        targets.map((map) => (
          <MenuItem
            key={map}
            icon={<LogIn aria-hidden />}
            onClick={() => actions.putInto(new Map(movable.map((id) => [id, map])))}
          >
            Put into {titleOf(map) ?? map}
          </MenuItem>
        ))}
      {!readOnly && out.length > 0 && (
        <MenuItem
          icon={<LogOut aria-hidden />}
          onClick={() => actions.putInto(new Map(out.map((id) => [id, null])))}
        >
          Take out of the map
        </MenuItem>
      )}
      {!readOnly && (
        <>
          {steps.length > 0 && <MenuSeparator />}
          <MenuItem
            danger
            icon={<Trash2 aria-hidden />}
            keys="Delete"
            onClick={actions.removeSelected}
          >
            Remove
          </MenuItem>
        </>
      )}
    </>
  );
}
