import { useStore } from "@xyflow/react";
import { createContext, useContext } from "react";

/** How much of a node is drawn: everything; icon and title; or a patch of colour, since nothing could be read. */
type Detail = "near" | "far" | "dot";

export const DetailContext = createContext<Detail>("near");

export function detailAt(zoom: number): Detail {
  return zoom >= 0.6 ? "near" : zoom >= 0.34 ? "far" : "dot";
}

/** How much is drawn at the canvas's zoom; read once around the nodes. */
export function useZoomDetail(): Detail {
  return useStore(({ transform }) => detailAt(transform[2]));
}

/** How much of a node is drawn. */
export function useDetail(): Detail {
  return useContext(DetailContext);
}
