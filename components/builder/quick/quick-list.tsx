"use client";
import { later } from "../../ui/later.tsx";
import { useEditor } from "../store/editor-context.tsx";

const OpenList = later(async () => (await import("./open-list.tsx")).OpenList);

/** The list that opens beside the pointer or a step: steps that fit there, or ends to wire to. */
export function QuickList() {
  const list = useEditor((state) => state.quick);
  return list && <OpenList key={`${list.screen.x},${list.screen.y}`} list={list} />;
}
