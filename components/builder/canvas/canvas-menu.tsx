"use client";
import { Menu as BaseMenu } from "@base-ui/react/menu";
import {
  ClipboardPaste,
  Maximize,
  Plus,
  Scan,
  StickyNote,
  Trash2,
  WandSparkles,
} from "lucide-react";
import { useMemo } from "react";
import { MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { POPUP_CLASS } from "../../ui/popup-class.ts";
import { toast } from "../../ui/toast.tsx";
import type { Point } from "../../graph/geometry.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { NodeMenuItems } from "./node-menu.tsx";
import type { Actions } from "./use-actions.ts";

/** What the pointer, or the menu key, asked for: what is selected, a wire, or the canvas itself at a place. */
export type MenuAt = { screen: Point } & (
  | { for: "selection" }
  | { for: "wire"; wire: string; at: Point }
  | { for: "canvas"; at: Point }
);

export function CanvasMenu({
  menu,
  onClose,
  readOnly,
  actions,
}: {
  menu: MenuAt;
  onClose: () => void;
  readOnly: boolean;
  actions: Actions;
}) {
  const { screen } = menu;
  const anchor = useMemo(
    () => ({ getBoundingClientRect: () => new DOMRect(screen.x, screen.y, 0, 0) }),
    [screen],
  );
  return (
    <BaseMenu.Root open onOpenChange={(open) => !open && onClose()} modal={false}>
      <BaseMenu.Portal>
        <BaseMenu.Positioner anchor={anchor} align="start" side="bottom" className="z-50">
          <BaseMenu.Popup
            className={`${POPUP_CLASS} min-w-52`}
            aria-label={menu.for === "selection" ? "The selected steps" : "The canvas"}
          >
            {menu.for === "selection" && <NodeMenuItems readOnly={readOnly} />}
            {menu.for === "wire" && <WireItems menu={menu} actions={actions} />}
            {menu.for === "canvas" && (
              <CanvasItems menu={menu} actions={actions} readOnly={readOnly} />
            )}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

function WireItems({ menu, actions }: { menu: MenuAt & { for: "wire" }; actions: Actions }) {
  const store = useEditorStore();
  return (
    <>
      <MenuItem
        icon={<Plus aria-hidden />}
        keys="A"
        onClick={() => store.getState().setQuick(menu)}
      >
        Insert a step
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        danger
        icon={<Trash2 aria-hidden />}
        keys="Delete"
        onClick={() => actions.removeSelected()}
      >
        Remove the wire
      </MenuItem>
    </>
  );
}

function CanvasItems({
  menu,
  actions,
  readOnly,
}: {
  menu: MenuAt & { for: "canvas" };
  actions: Actions;
  readOnly: boolean;
}) {
  const store = useEditorStore();
  async function pasteHere() {
    try {
      await actions.pasteText(await navigator.clipboard.readText(), menu.at);
    } catch {
      toast.error("The browser refused the clipboard", "Press Ctrl V on the canvas instead.");
    }
  }
  return (
    <>
      {!readOnly && (
        <>
          <MenuItem
            icon={<Plus aria-hidden />}
            keys="A"
            onClick={() => store.getState().setQuick({ ...menu, for: "anywhere" })}
          >
            Add a step here
          </MenuItem>
          <MenuItem
            icon={<StickyNote aria-hidden />}
            keys="N"
            onClick={() => actions.addNote(menu.at)}
          >
            Add a note here
          </MenuItem>
          <MenuItem
            icon={<ClipboardPaste aria-hidden />}
            keys="Ctrl V"
            onClick={() => void pasteHere()}
          >
            Paste here
          </MenuItem>
          <MenuSeparator />
          <MenuItem
            icon={<WandSparkles aria-hidden />}
            keys="⇧ T"
            onClick={() => void actions.tidy("all")}
          >
            Lay out everything
          </MenuItem>
        </>
      )}
      <MenuItem icon={<Scan aria-hidden />} keys="Ctrl A" onClick={actions.selectAll}>
        Select all
      </MenuItem>
      <MenuItem icon={<Maximize aria-hidden />} keys="⇧ 1" onClick={actions.fit}>
        Show all
      </MenuItem>
    </>
  );
}
