"use client";
import { createContext, useContext } from "react";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import { StepIcon } from "../../graph/icons.tsx";
import { NodeMarks } from "./node-marks.tsx";

/** What there is room for on nodes that are far away: icon, name and marks; the icon; or nothing. */
type DotRoom = "name" | "icon" | "none";

export const DotRoomContext = createContext<DotRoom>("icon");

/** Above so many nodes, those far away are patches of colour alone. */
const FEW = 150;
/** Smaller than this a name is less than nine pixels high on the screen. */
const LEGIBLE = 0.28;

export function dotRoomAt(nodes: number, zoom: number): DotRoom {
  if (nodes > FEW) return "none";
  return zoom >= LEGIBLE ? "name" : "icon";
}

/** What a step is, large enough to be told from afar; in a run its state stands in the place of the icon. */
export function DotHead({
  node,
  step,
  inRun,
}: {
  node: DocumentNode;
  step: StepDefinition | undefined;
  inRun: boolean;
}) {
  const room = useContext(DotRoomContext);
  if (room === "none") return null;
  return (
    <>
      {room === "name" && (
        <>
          <NodeMarks node={node} />
          <span className="pb-dot-title">{node.title || (step?.title ?? "Unknown step")}</span>
        </>
      )}
      {!inRun && <StepIcon name={step?.icon} className="pb-dot-icon" />}
    </>
  );
}
