"use client";
import { createContext, useContext } from "react";
import { StepIcon } from "../../graph/icons.tsx";

/** Whether there is room for icons on nodes that are far away. */
export const DotIcons = createContext(true);

/** What a step is, large enough to be told from afar; in a run its state stands there instead. */
export function DotIcon({ name }: { name: string | undefined }) {
  return useContext(DotIcons) && <StepIcon name={name} className="pb-dot-icon" />;
}
