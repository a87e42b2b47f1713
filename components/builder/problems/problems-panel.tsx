"use client";
import { CircleCheck, Search, Wrench, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Problem, ProblemCode } from "../../../workflows/core/problems.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { useReadOnly } from "../canvas/read-only.ts";
import { StepIcon } from "../../graph/icons.tsx";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { triggerOf } from "../store/trigger-key.ts";
import { UntakenNotice } from "../yaml/untaken-notice.tsx";
import { applyAll } from "./apply-fix.ts";
import { groupProblems, problemKey } from "./order.ts";
import { ProblemRow } from "./problem-row.tsx";
import { useOffers, type Offers } from "./use-offers.ts";

/** Rows drawn at first; a document of a thousand steps can have as many problems. */
const SHOWN = 100;

/** Everything the compiler says, by severity and step; each leads to its place and has its remedy beside it. */
export function ProblemsPanel({ onClose }: { onClose: () => void }) {
  const readOnly = useReadOnly();
  const problems = useEditor((state) => state.problems);
  const untaken = useEditor((state) => state.untaken !== null);
  const [filter, setFilter] = useState("");
  const [limit, setLimit] = useState(SHOWN);
  const found = useMemo(() => matching(problems, filter), [problems, filter]);
  const shown = useMemo(() => found.slice(0, limit), [found, limit]);
  const offers = useOffers(problems);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // After what opened it has given the focus back.
    const frame = requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>("[data-problem-row]")?.focus(),
    );
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <section
      aria-label="Problems"
      className="border-line bg-surface flex h-64 shrink-0 flex-col border-t"
      onKeyDown={(event) => moveFocus(event, list.current)}
    >
      <header className="border-line flex h-10 shrink-0 items-center gap-2 border-b pr-2 pl-4">
        <h2 className="text-xs font-semibold">Problems</h2>
        {problems.length > 0 && (
          <span className="text-muted text-xs tabular-nums">
            {found.length === problems.length
              ? problems.length
              : `${found.length} of ${problems.length}`}
          </span>
        )}
        {!readOnly && <FixAllButtons problems={problems} offers={offers} />}
        <span className="flex-1" />
        {problems.length > 0 && (
          <>
            <span className="text-muted hidden items-center gap-1.5 text-2xs xl:flex">
              <Kbd keys="F8" /> next
            </span>
            <label className="relative">
              <Search
                aria-hidden
                className="text-muted pointer-events-none absolute top-1.5 left-2 size-4"
              />
              <Input
                size="sm"
                className="w-48 pl-7 text-xs"
                aria-label="Filter the problems"
                placeholder="Filter"
                value={filter}
                onValueChange={setFilter}
              />
            </label>
          </>
        )}
        <IconButton
          size="sm"
          label="Close the problems"
          icon={<X aria-hidden />}
          onClick={onClose}
        />
      </header>
      <div ref={list} className="min-h-0 flex-1 overflow-y-auto pb-2">
        <UntakenNotice className="mx-3 mt-2">
          What is typed in the YAML view is not in the document, and not checked.
        </UntakenNotice>
        {problems.length === 0 ? (
          !untaken && <Empty />
        ) : found.length === 0 ? (
          <p className="text-muted px-4 py-3 text-xs">
            No problem has “{filter}” in its sentence, its step or its code.
          </p>
        ) : (
          <Groups problems={shown} offers={offers} />
        )}
        {found.length > shown.length && (
          <Button
            size="sm"
            variant="ghost"
            className="mx-3 mt-1"
            onClick={() => setLimit(limit + 5 * SHOWN)}
          >
            Show {Math.min(5 * SHOWN, found.length - shown.length)} more
          </Button>
        )}
      </div>
    </section>
  );
}

function Groups({ problems, offers }: { problems: readonly Problem[]; offers: Offers }) {
  const store = useEditorStore();
  // The document as it was when these were found; they are new objects after the next change.
  const sections = useMemo(
    () => groupProblems(problems, store.getState().document),
    [problems, store],
  );
  return sections.map(({ severity, groups }) => (
    <section key={severity} aria-label={severity === "error" ? "Errors" : "Warnings"}>
      <h3 className="bg-surface text-muted sticky top-0 z-10 px-4 pt-2.5 pb-1 text-2xs font-medium">
        {severity === "error" ? "Errors: they keep it from running" : "Warnings"}
      </h3>
      {groups.map((group) => (
        <div key={group.key ?? ""}>
          <GroupHead of={group.key} />
          <ul>
            {group.problems.map((problem, index) => (
              <ProblemRow
                key={`${index}-${problemKey(problem)}`}
                problem={problem}
                offers={offers(problem)}
              />
            ))}
          </ul>
        </div>
      ))}
    </section>
  ));
}

function GroupHead({ of }: { of: string | null }) {
  const node = useEditor(({ document }) => document.nodes.find(({ id }) => id === of));
  const step = node && registry.get(node.kind);
  const trigger = of === null ? null : triggerOf(of);
  return (
    <h4 className="flex items-center gap-1.5 px-4 pt-1.5 pb-0.5 text-xs font-medium">
      {node && <StepIcon name={step?.icon} className="text-muted size-3.5" />}
      {node ? (node.title ?? step?.title ?? "Unknown step") : trigger ? "Trigger" : "The pipeline"}
      {of !== null && (
        <span className="text-muted font-mono text-2xs font-normal">{trigger ?? of}</span>
      )}
    </h4>
  );
}

/** For each sort of problem that several steps have: all of them at once. */
function FixAllButtons({ problems, offers }: { problems: readonly Problem[]; offers: Offers }) {
  const store = useEditorStore();
  const counts = new Map<ProblemCode, number>();
  for (const problem of problems) {
    const [offer] = offers(problem);
    if (offer && !offer.choice) counts.set(problem.code, (counts.get(problem.code) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .slice(0, 3)
    .map(([code, count]) => (
      <Button
        key={code}
        size="sm"
        className="h-6 px-2"
        icon={<Wrench aria-hidden className="size-3" />}
        onClick={() => applyAll(store, code)}
      >
        Fix all {count} {SORTS[code] ?? code}
      </Button>
    ));
}

const SORTS: Partial<Record<ProblemCode, string>> = {
  P010: "unknown kinds",
  P011: "unknown fields",
  P012: "missing fields",
  P013: "values",
  P020: "dead wires",
  P021: "types on wires",
  P022: "open inputs",
  P026: "steps in the wrong place",
  P027: "wires over borders",
  P030: "params",
  P070: "unknown columns",
  P072: "queries and sources",
  P073: "columns that are gone",
  P074: "fields of items",
  P075: "unknown pipelines",
  P076: "unknown datasets",
};

function Empty() {
  return (
    <div className="flex items-center gap-2.5 px-4 py-4 text-xs">
      <CircleCheck aria-hidden className="text-ok size-5 shrink-0" />
      <p>
        <span className="font-medium">No problems: this pipeline can run.</span>{" "}
        <span className="text-muted">
          What is wrong is listed here as you type, with a remedy where one is certain.
        </span>
      </p>
    </div>
  );
}

function matching(problems: readonly Problem[], filter: string): readonly Problem[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return problems;
  return problems.filter(({ code, severity, message, anchor }) => {
    const text = [code, severity, message, anchor.node, anchor.port, anchor.field]
      .join(" ")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Up and down go from row to row, and from the filter into the list. */
function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-problem-row]") ?? [])];
  const row = (event.target as HTMLElement).closest("li")?.querySelector("[data-problem-row]");
  const at = rows.indexOf(row as HTMLElement);
  const next = rows[event.key === "ArrowDown" ? at + 1 : at - 1];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
