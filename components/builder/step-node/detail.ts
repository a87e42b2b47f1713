import { useStore } from "@xyflow/react";

/** How much of a node is drawn: everything; icon and title; or a patch of colour, since nothing could be read. */
export type Detail = "near" | "far" | "dot";

function detailOf({ transform }: { transform: [number, number, number] }): Detail {
  const zoom = transform[2];
  return zoom >= 0.6 ? "near" : zoom >= 0.34 ? "far" : "dot";
}

/** How much of a node is drawn at the canvas's zoom. */
export function useDetail(): Detail {
  return useStore(detailOf);
}
