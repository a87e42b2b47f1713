"use client";
import {
  useReactFlow,
  type Connection,
  type Edge,
  type FinalConnectionState,
  type OnConnectStart,
} from "@xyflow/react";
import { useMemo } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { parseEnd } from "../../../workflows/core/document.ts";
import { toast } from "../../ui/toast.tsx";
import { connect } from "../store/edits.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { fittingEnds } from "../store/wiring.ts";
import { endOf } from "./to-flow.ts";
import { refusalOf } from "./wire.tsx";

/** What React Flow calls while a wire is drawn with the pointer. */
export function useConnecting() {
  const store = useEditorStore();
  const flow = useReactFlow();
  return useMemo(() => {
    const ends = (wire: Connection | Edge) => ({
      from: endOf(wire.source, wire.sourceHandle),
      to: endOf(wire.target, wire.targetHandle),
    });
    const onConnect = (wire: Connection) => {
      const { from, to } = ends(wire);
      store.getState().edit((current) => connect(current, from, to));
    };
    const isValidConnection = (wire: Connection | Edge) =>
      refusalOf(
        store.getState().document,
        { nodeId: wire.source, id: wire.sourceHandle, type: "source" },
        { nodeId: wire.target, id: wire.targetHandle, type: "target" },
      ) === null;
    const onConnectStart: OnConnectStart = (_event, { nodeId, handleId, handleType }) => {
      const end = nodeId && handleId ? parseEnd(endOf(nodeId, handleId)) : null;
      if (!end || !handleType) return;
      const { document, setFitting } = store.getState();
      setFitting(fittingEnds(document, registry, end, handleType));
    };
    const onConnectEnd = (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const { document, setFitting, setQuick, fitting, edit } = store.getState();
      setFitting(null);
      const begun =
        state.fromHandle && parseEnd(endOf(state.fromHandle.nodeId, state.fromHandle.id));
      if (state.isValid || !state.fromHandle || !begun) return;
      const side = state.fromHandle.type;
      if (state.toHandle) {
        const why = refusalOf(document, state.fromHandle, state.toHandle);
        if (why) toast.info("That wire cannot be drawn", why);
        return;
      }
      const point = "changedTouches" in event ? event.changedTouches[0]! : event;
      const below = globalThis.document
        .elementFromPoint(point.clientX, point.clientY)
        ?.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
      // Let go over a step: its port that fits is meant.
      if (below !== undefined && document.nodes.some(({ id }) => id === below)) {
        const end = [...(fitting ?? [])].find((one) => parseEnd(one)?.node === below);
        const own = `${begun.node}.${begun.port}`;
        if (end)
          edit((now) => (side === "source" ? connect(now, own, end) : connect(now, end, own)));
        else if (below !== begun.node)
          toast.info(
            "That wire cannot be drawn",
            `'${below}' has no free ${side === "source" ? "input" : "output"} that fits '${own}'.`,
          );
        return;
      }
      setQuick({
        for: "port",
        ...begun,
        side,
        at: flow.screenToFlowPosition({ x: point.clientX, y: point.clientY }),
        screen: { x: point.clientX, y: point.clientY },
      });
    };
    return { onConnect, isValidConnection, onConnectStart, onConnectEnd };
  }, [store, flow]);
}
