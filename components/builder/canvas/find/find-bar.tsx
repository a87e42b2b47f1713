"use client";
import { later } from "../../../ui/later.tsx";
import { useEditor } from "../../store/editor-context.tsx";

const OpenFindBar = later(async () => (await import("./open-find-bar.tsx")).OpenFindBar);

/** Search in the graph: what is found is selected and brought into view, one after the other. */
export function FindBar() {
  const finding = useEditor((state) => state.finding);
  return finding && <OpenFindBar />;
}
