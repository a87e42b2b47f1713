"use client";
import { useReactFlow } from "@xyflow/react";
import { ChevronDown, ChevronUp, Search, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { registry } from "../../../../workflows/steps/index.ts";
import { IconButton } from "../../../ui/icon-button.tsx";
import { center } from "../../../graph/geometry.ts";
import { collapsedOf } from "../../layout/group-boxes.ts";
import { placeAll } from "../../layout/place-drawn.ts";
import { groupKey } from "../../store/canvas-key.ts";
import { useEditor, useEditorStore } from "../../store/editor-context.tsx";
import { focusOnCanvas } from "../actions/looking.ts";
import { findInGraph } from "./find-in-graph.ts";

/** The field, the hits, and the way from one to the next. */
export function OpenFindBar() {
  const store = useEditorStore();
  const flow = useReactFlow();
  const document = useEditor((state) => state.document);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const hits = useMemo(
    () => findInGraph(document, registry, placeAll(document, registry), query),
    [document, query],
  );
  useEffect(() => input.current?.focus(), []);

  function show(keys: readonly string[], index: number) {
    const { document: now, select } = store.getState();
    const key = keys[index];
    if (key === undefined) return;
    setAt(index);
    select({ nodes: [key] });
    const group = collapsedOf(now, registry).hiddenBy.get(key);
    const box = placeAll(now, registry).get(group === undefined ? key : groupKey(group));
    if (!box) return;
    const { x, y } = center(box);
    void flow.setCenter(x, y, {
      zoom: Math.max(0.7, Math.min(1.2, flow.getZoom())),
      duration: 200,
    });
  }

  function step(by: number) {
    if (hits.length > 0) show(hits, (at + by + hits.length) % hits.length);
  }

  function close() {
    const { selection, setFinding } = store.getState();
    setFinding(false);
    const [key] = selection.nodes;
    if (key !== undefined) focusOnCanvas(key);
  }

  return (
    <div role="search" aria-label="Search in the graph" className="pb-find">
      <Search aria-hidden className="text-muted size-3.5 shrink-0" />
      <input
        ref={input}
        value={query}
        aria-label="Find in this graph"
        placeholder="Title, id, kind or setting"
        spellCheck={false}
        className="h-7 w-48 bg-transparent text-sm outline-none"
        onChange={({ target: { value } }) => {
          setQuery(value);
          const { document: now } = store.getState();
          show(findInGraph(now, registry, placeAll(now, registry), value), 0);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
          if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
        }}
      />
      <span role="status" className="text-muted w-18 text-right text-xs tabular-nums">
        {query.trim() === ""
          ? ""
          : hits.length === 0
            ? "Nothing"
            : `${Math.min(at, hits.length - 1) + 1} of ${hits.length}`}
      </span>
      <IconButton
        size="sm"
        label="The one before"
        keys="⇧ Enter"
        icon={<ChevronUp aria-hidden />}
        onClick={() => step(-1)}
      />
      <IconButton
        size="sm"
        label="The next one"
        keys="Enter"
        icon={<ChevronDown aria-hidden />}
        onClick={() => step(1)}
      />
      <IconButton
        size="sm"
        label="Close the search"
        keys="Esc"
        icon={<X aria-hidden />}
        onClick={close}
      />
    </div>
  );
}
