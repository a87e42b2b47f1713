"use client";
import { Popover } from "@base-ui/react/popover";
import { useMemo } from "react";
import { POPUP_CLASS } from "../../ui/popup-class.ts";
import { focusOnCanvas } from "../canvas/actions/looking.ts";
import { useActions, type Actions } from "../canvas/use-actions.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import type { EditorState, QuickList as List } from "../store/editor-store.ts";
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
            const { selection } = store.getState();
            item.onPick();
            // A step that was added is selected, and goes on from there; a wire leaves one at its port.
            if (selection !== store.getState().selection) focusSelection(store.getState());
            else back(list, store.getState(), actions);
          },
        })),
      })),
    };
  }, [list, store, actions]);

  return (
    <Popover.Root
      open
      modal={false}
      onOpenChange={(open) => {
        if (open) return;
        store.getState().setQuick(null);
        back(list, store.getState(), actions);
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

/** Gives the keyboard back to what the list was opened from. */
function back(list: List, state: EditorState, actions: Actions) {
  if (list.for === "port" && list.at === null) actions.focusPort(list);
  else focusSelection(state);
}

function focusSelection({ selection }: EditorState) {
  const [key] = selection.nodes;
  if (key !== undefined) requestAnimationFrame(() => focusOnCanvas(key));
}
