"use client";
import { Popover } from "@base-ui/react/popover";
import { useMemo } from "react";
import { POPUP_CLASS } from "../../ui/popup-class.ts";
import { focusOnCanvas } from "../canvas/actions/looking.ts";
import { useActions } from "../canvas/use-actions.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import type { QuickList as List } from "../store/editor-store.ts";
import { PickList } from "./pick-list.tsx";
import { quickGroups } from "./quick-groups.tsx";

/** The list, open at its place. */
export function OpenList({ list }: { list: List }) {
  const store = useEditorStore();
  const actions = useActions();
  const anchor = useMemo(
    () => ({ getBoundingClientRect: () => new DOMRect(list.screen.x, list.screen.y, 0, 0) }),
    [list],
  );
  const { groups, placeholder, empty } = useMemo(() => {
    const { document, setQuick } = store.getState();
    const found = quickGroups(list, document, { actions, state: store.getState });
    return {
      ...found,
      groups: found.groups.map((group) => ({
        ...group,
        items: group.items.map((item) => ({
          ...item,
          onPick: () => {
            setQuick(null);
            item.onPick();
            focusSelection();
          },
        })),
      })),
    };
    function focusSelection() {
      const [key] = store.getState().selection.nodes;
      if (key !== undefined) requestAnimationFrame(() => focusOnCanvas(key));
    }
  }, [list, store, actions]);

  return (
    <Popover.Root
      open
      modal={false}
      onOpenChange={(open) => {
        if (open) return;
        store.getState().setQuick(null);
        const [key] = store.getState().selection.nodes;
        if (key !== undefined) focusOnCanvas(key);
      }}
    >
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} align="start" side="bottom" className="z-50">
          <Popover.Popup
            className={`${POPUP_CLASS} w-80 overflow-hidden p-0!`}
            aria-label={placeholder}
            finalFocus={false}
          >
            <PickList groups={groups} placeholder={placeholder} empty={empty} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
