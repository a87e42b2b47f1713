"use client";
import { Search } from "lucide-react";
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { Category } from "../../../workflows/core/define-step.ts";
import { steps } from "../../../workflows/steps/index.ts";
import type { TriggerType } from "../../../workflows/core/triggers.ts";
import type { Searchable } from "../../command/rank.ts";
import { focusOnCanvas } from "../canvas/actions/looking.ts";
import { DRAG_TYPE, TRIGGER_DRAG_TYPE, useActions } from "../canvas/use-actions.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { TRIGGER_WORDS } from "../trigger-node/trigger-words.ts";
import { Input } from "../../ui/input.tsx";
import { StepIcon } from "../../graph/icons.tsx";
import { CATEGORIES } from "./categories.ts";
import { inOrderOfUse } from "./order-of-use.ts";
import { searchGroups, stepSearch, triggerSearch } from "./search-groups.ts";

interface Entry {
  kind: string;
  title: string;
  description: string;
  search: Searchable;
  category: Category | "trigger";
  icon: ReactNode;
}

const STEPS = inOrderOfUse(steps).map((step): Entry => ({
  ...step,
  search: stepSearch(step),
  icon: <StepIcon name={step.icon} className="size-3.5" />,
}));

const TRIGGERS = Object.entries(TRIGGER_WORDS).map(([kind, words]): Entry => {
  const { title, description, icon: Icon } = words;
  return {
    kind,
    title,
    description,
    search: triggerSearch(words),
    category: "trigger",
    icon: <Icon aria-hidden className="size-3.5" strokeWidth={1.75} />,
  };
});

const GROUPS = [
  ...Object.entries(CATEGORIES).map(([category, title]) => ({
    title,
    items: STEPS.filter((step) => step.category === category),
  })),
  { title: "Triggers", items: TRIGGERS },
];

/** The kinds of step, to be dragged onto the canvas or added by click or Enter. */
export function Palette() {
  const actions = useActions();
  const store = useEditorStore();
  const [query, setQuery] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const groups = useMemo(() => searchGroups(GROUPS, query), [query]);
  const add = ({ category, kind }: Entry) =>
    category === "trigger" ? actions.addTrigger(kind as TriggerType) : actions.add(kind);

  /** Back to the canvas, to what was added last. */
  function leave() {
    const [key] = store.getState().selection.nodes;
    if (key === undefined) (document.activeElement as HTMLElement).blur();
    else focusOnCanvas(key);
  }

  function onKeyDown(event: KeyboardEvent) {
    const best = groups[0]?.items[0];
    if (event.key === "Enter" && event.target instanceof HTMLInputElement && best) {
      event.preventDefault();
      add(best);
      setQuery("");
    }
    if (event.key === "Escape") {
      event.preventDefault();
      setQuery("");
      leave();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const items = [...(list.current?.querySelectorAll<HTMLElement>("[data-palette]") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    event.preventDefault();
    items[
      Math.max(0, Math.min(items.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))
    ]?.focus();
  }

  return (
    <aside className="pb-side pb-palette" aria-label="Steps" onKeyDown={onKeyDown}>
      <div className="relative p-2">
        <Search
          aria-hidden
          className="absolute top-1/2 left-4.5 size-3.5 -translate-y-1/2 text-muted"
        />
        <Input
          type="search"
          size="sm"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          placeholder="Find a step"
          aria-label="Find a step"
          className="pl-7"
        />
      </div>
      <div ref={list} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {groups.map(({ title, items }) => (
          <section key={title} aria-label={title} className="mb-2">
            <h3 className="px-2 py-1 text-[11px] font-medium text-muted">{title}</h3>
            {items.map((entry) => (
              <PaletteItem key={entry.kind} {...entry} onAdd={() => add(entry)} />
            ))}
          </section>
        ))}
        {groups.length === 0 && (
          <p className="px-2 py-6 text-center text-[13px] text-muted">
            No step is called “{query}”. Try what it does, for instance “train” or “SQL”.
          </p>
        )}
      </div>
    </aside>
  );
}

function PaletteItem({
  kind,
  title,
  description,
  category,
  icon,
  onAdd,
}: Omit<Entry, "search"> & { onAdd: () => void }) {
  const dragType = category === "trigger" ? TRIGGER_DRAG_TYPE : DRAG_TYPE;
  const plain = description.replaceAll("`", "");
  return (
    <button
      type="button"
      data-palette
      data-testid={`palette-${kind}`}
      data-category={category}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, kind);
        // While it is dragged, only the types can be read.
        event.dataTransfer.setData(`${dragType}.${kind}`, "");
        event.dataTransfer.effectAllowed = "copy";
      }}
      onClick={onAdd}
      title={plain}
      className="pb-palette-item"
    >
      <span className="pb-node-icon">{icon}</span>
      <span className="min-w-0 flex-1 text-left">
        <span className="block truncate text-[13px] leading-[18px]">{title}</span>
        <span className="line-clamp-2 text-[11px] leading-[14px] text-muted">{plain}</span>
      </span>
    </button>
  );
}
