"use client";
import { Minus, MoveRight, PencilLine, Plus, type LucideIcon } from "lucide-react";
import { createContext, useContext } from "react";
import type { ChangeKind } from "../../../workflows/core/diff.ts";
import { useDetail } from "../../graph/detail.ts";

export interface Marks {
  /** By the key of a node, trigger, group or note. */
  parts: ReadonlyMap<string, { change: ChangeKind; fields: number }>;
  wires: ReadonlyMap<string, "added" | "removed">;
}

const NONE: Marks = { parts: new Map(), wires: new Map() };

/** What differs, where two documents are drawn as one picture; elsewhere nothing does. */
export const ChangeMarks = createContext<Marks>(NONE);

/** Whether a wire is only in one of the two documents. */
export function useWireChange(id: string): "added" | "removed" | undefined {
  return useContext(ChangeMarks).wires.get(id);
}

const CHANGE_LOOKS: Record<ChangeKind, { word: string; icon: LucideIcon; text: string }> = {
  added: { word: "Added", icon: Plus, text: "text-ok" },
  removed: { word: "Removed", icon: Minus, text: "text-danger" },
  changed: { word: "Changed", icon: PencilLine, text: "text-warn" },
  moved: { word: "Moved", icon: MoveRight, text: "text-muted" },
};

/** The mark on the upper edge of what differs: a shape and a word. It also gives what it stands in its look. */
export function ChangeMark({ id }: { id: string }) {
  const mark = useContext(ChangeMarks).parts.get(id);
  return mark ? <Mark {...mark} /> : null;
}

function Mark({ change, fields }: { change: ChangeKind; fields: number }) {
  const detail = useDetail();
  const { word, icon: Icon } = CHANGE_LOOKS[change];
  const count = change === "changed" && fields > 1 ? ` ${fields}` : "";
  return (
    <span className="pb-change" data-change={change} data-detail={detail}>
      <Icon aria-hidden />
      {word}
      {count}
    </span>
  );
}

/** The same mark in a list. */
export function ChangeWord({ change }: { change: ChangeKind }) {
  const { word, icon: Icon, text } = CHANGE_LOOKS[change];
  return (
    <span
      className={`inline-flex h-5 w-20 shrink-0 items-center gap-1 text-xs font-medium ${text}`}
    >
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}
