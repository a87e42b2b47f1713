import { createContext, useContext } from "react";

/** How much of a node is drawn: everything; icon and title; or a patch of colour, since nothing could be read. */
export type Detail = "near" | "far" | "dot";

export const DetailContext = createContext<Detail>("near");

/** How much of a node is drawn at the canvas's zoom. */
export function useDetail(): Detail {
  return useContext(DetailContext);
}
