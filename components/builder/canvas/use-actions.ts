"use client";
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useMemo } from "react";
import { useEditorStore } from "../store/editor-context.tsx";
import { addingAround } from "./actions/adding-around.ts";
import { adding } from "./actions/adding.ts";
import { arranging } from "./actions/arranging.ts";
import { copying } from "./actions/copying.ts";
import type { Env } from "./actions/env.ts";
import { grouping } from "./actions/grouping.ts";
import { looking } from "./actions/looking.ts";
import { porting } from "./actions/porting.ts";
import { removing } from "./actions/removing.ts";

/** The data transfer type of a step dragged from the palette. */
export const DRAG_TYPE = "application/x-penstock-kind";
/** The data transfer type of a trigger dragged from the palette. */
export const TRIGGER_DRAG_TYPE = "application/x-penstock-trigger";

/** What the canvas can do, the same for the keyboard, the palette, the menus and the buttons. */
export function useActions() {
  const store = useEditorStore();
  const flow = useReactFlow();
  const flowStore = useStoreApi();
  return useMemo(() => {
    const env: Env = {
      state: () => store.getState(),
      flow,
      view: () => flowStore.getState(),
    };
    return {
      ...adding(env),
      ...addingAround(env),
      ...removing(env),
      ...copying(env),
      ...arranging(env),
      ...grouping(env),
      ...looking(env),
      ...porting(env),
    };
  }, [store, flow, flowStore]);
}

export type Actions = ReturnType<typeof useActions>;
