"use client";
import { useReactFlow } from "@xyflow/react";
import { useMemo, useRef, type DragEvent } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import type { TriggerType } from "../../../workflows/core/triggers.ts";
import { HEADER_HEIGHT, TRIGGER_WIDTH } from "../../graph/geometry.ts";
import { mapAt } from "../../graph/place.ts";
import { wireAt, type Span } from "../layout/wire-at.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import type { FlowNode, FlowWire } from "./flow-types.ts";
import { DRAG_TYPE, TRIGGER_DRAG_TYPE, type Actions } from "./use-actions.ts";
import { spansFor } from "./wire-spans.ts";

/** How near to a wire the pointer has to be, in pixels on the screen. */
const REACH = 22;

/** While a step from the palette is over the canvas: the map or the wire into which it would fall is shown. */
export function useDropping({ actions, readOnly }: { actions: Actions; readOnly: boolean }) {
  const store = useEditorStore();
  const flow = useReactFlow<FlowNode, FlowWire>();
  const spans = useRef<{ kind: string; spans: Span[] } | null>(null);
  return useMemo(() => {
    const end = () => {
      spans.current = null;
      store.getState().setOver(null);
    };
    return {
      onDragOver: (event: DragEvent) => {
        const { types } = event.dataTransfer;
        if (readOnly || !(types.includes(DRAG_TYPE) || types.includes(TRIGGER_DRAG_TYPE))) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
        if (!types.includes(DRAG_TYPE)) return;
        const { document, setOver } = store.getState();
        // What is dragged can be read only when it is dropped; its kind is among the types, too.
        const kind = types
          .find((type) => type.startsWith(`${DRAG_TYPE}.`))
          ?.slice(DRAG_TYPE.length + 1);
        const step = kind === undefined ? undefined : registry.get(kind);
        if (step && spans.current?.kind !== step.kind)
          spans.current = {
            kind: step.kind,
            spans: spansFor(step, document, flow.getNodes(), flow.getEdges()),
          };
        const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        const wire = wireAt(spans.current?.spans ?? [], at, REACH / flow.getZoom());
        if (wire === null) setOver(mapAt(at, document, registry));
        else setOver(null, wire);
      },
      onDragLeave: (event: DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) end();
      },
      onDrop: (event: DragEvent) => {
        const kind = event.dataTransfer.getData(DRAG_TYPE);
        const trigger = event.dataTransfer.getData(TRIGGER_DRAG_TYPE);
        const { overWire, document } = store.getState();
        end();
        if (!kind && !trigger) return;
        event.preventDefault();
        const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        if (trigger)
          actions.addTrigger(trigger as TriggerType, {
            x: at.x - TRIGGER_WIDTH / 2,
            y: at.y - HEADER_HEIGHT / 2,
          });
        else actions.addAt(kind, at, mapAt(at, document, registry), overWire);
      },
    };
  }, [store, flow, actions, readOnly]);
}
