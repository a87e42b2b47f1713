"use client";
import { Search } from "lucide-react";
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Category, StepDefinition } from "../../../workflows/core/define-step.ts";
import { steps } from "../../../workflows/steps/index.ts";
import { DRAG_TYPE, useActions } from "../canvas/use-actions.ts";
import { Input } from "../../ui/input.tsx";
import { StepIcon } from "../step-node/icons.tsx";
import { inOrderOfUse } from "./order-of-use.ts";
import { searchSteps } from "./search-steps.ts";

const CATEGORIES: Record<Category, string> = {
  data: "Data",
  train: "Training",
  model: "Model",
  governance: "Governance",
  control: "Control flow",
};

/** The kinds of step, to be dragged onto the canvas or added by click or Enter. */
export function Palette() {
  const { add } = useActions();
  const [query, setQuery] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => searchSteps(inOrderOfUse(steps), query), [query]);
  const groups = Object.entries(CATEGORIES).flatMap(([category, title]) => {
    const members = found.filter((step) => step.category === category);
    return members.length > 0 ? [{ category, title, members }] : [];
  });

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement && found[0]) {
      event.preventDefault();
      add(found[0].kind);
      setQuery("");
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
        {groups.map(({ category, title, members }) => (
          <section key={category} aria-label={title} className="mb-2">
            <h3 className="px-2 py-1 text-[11px] font-medium text-muted">{title}</h3>
            {members.map((step) => (
              <PaletteItem key={step.kind} step={step} add={add} />
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

function PaletteItem({ step, add }: { step: StepDefinition; add: (kind: string) => void }) {
  const plain = step.description.replaceAll("`", "");
  return (
    <button
      type="button"
      data-palette
      data-testid={`palette-${step.kind}`}
      data-category={step.category}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAG_TYPE, step.kind);
        event.dataTransfer.effectAllowed = "copy";
      }}
      onClick={() => add(step.kind)}
      title={plain}
      className="pb-palette-item"
    >
      <span className="pb-node-icon">
        <StepIcon name={step.icon} className="size-3.5" />
      </span>
      <span className="min-w-0 flex-1 text-left">
        <span className="block truncate text-[13px] leading-[18px]">{step.title}</span>
        <span className="line-clamp-2 text-[11px] leading-[14px] text-muted">{plain}</span>
      </span>
    </button>
  );
}
