"use client";
import { useStore } from "@xyflow/react";
import { StepIcon } from "./icons.tsx";

/** Above so many nodes, those far away are patches of colour alone. */
const FEW = 150;

const isSmall = ({ nodeLookup }: { nodeLookup: ReadonlyMap<string, unknown> }) =>
  nodeLookup.size <= FEW;

/** What a step is, large enough to be told from afar; in a run its state stands there instead. */
export function DotIcon({ name }: { name: string | undefined }) {
  return useStore(isSmall) && <StepIcon name={name} className="pb-dot-icon" />;
}
