"use client";
import { ArrowDown, ArrowUp, CheckCircle2, X } from "lucide-react";
import { useCallback, useEffect, useRef, type ReactNode } from "react";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import type { Change } from "./changes.ts";
import { ChangeWord } from "./change-marks.tsx";
import { FieldDiff } from "./field-diff.tsx";
import { useStepKeys } from "./use-step-keys.ts";

/** Everything that differs, as a list that leads to it; what is chosen shows its fields, before and after. */
export function ChangesPanel({
  changes,
  onClose,
}: {
  changes: readonly Change[];
  onClose: () => void;
}) {
  const store = useEditorStore();
  const nodes = useEditor(({ selection }) => selection.nodes);
  const wires = useEditor(({ selection }) => selection.wires);
  const focus = useEditor((state) => state.focus);
  const chosen = changes.findIndex(({ key, wire, kind }) =>
    key !== null
      ? nodes.has(key)
      : wire !== null
        ? wires.has(wire)
        : kind === "pipeline" && focus?.field === "pipeline" && nodes.size + wires.size === 0,
  );
  const choose = useCallback(
    (change: Change) => {
      const { jump, select } = store.getState();
      if (change.wire !== null) {
        // Both ends come into view; the wire is what is chosen.
        jump(change.title.split(".")[0]!);
        select({ wires: [change.wire] });
      } else jump(change.key, change.key === null ? "pipeline" : null);
    },
    [store],
  );
  const step = useCallback(
    (by: 1 | -1) => {
      const next = changes[chosen < 0 ? (by > 0 ? 0 : changes.length - 1) : chosen + by];
      if (next) choose(next);
    },
    [changes, chosen, choose],
  );
  useStepKeys(step);
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="changes">
      <header className="border-line flex items-center gap-1 border-b py-2 pr-2 pl-4">
        <h2 className="flex-1 text-base font-semibold">
          Changes
          {changes.length > 0 && (
            <span className="text-muted ml-2 text-xs font-normal tabular-nums">
              {chosen < 0 ? changes.length : `${chosen + 1} of ${changes.length}`}
            </span>
          )}
        </h2>
        <IconButton
          size="sm"
          label="The change before"
          keys="P"
          icon={<ArrowUp aria-hidden />}
          disabled={chosen <= 0}
          onClick={() => step(-1)}
        />
        <IconButton
          size="sm"
          label="The next change"
          keys="N"
          icon={<ArrowDown aria-hidden />}
          disabled={chosen >= changes.length - 1}
          onClick={() => step(1)}
        />
        <IconButton
          size="sm"
          label="Close the comparison"
          icon={<X aria-hidden />}
          onClick={onClose}
        />
      </header>
      {changes.length === 0 ? (
        <EmptyState icon={<CheckCircle2 aria-hidden />} title="Nothing differs">
          Both hold the same steps, wires and settings, at the same places. Choose another side
          above to compare with.
        </EmptyState>
      ) : (
        <ol className="min-h-0 flex-1 overflow-y-auto">
          {changes.map((change, index) => (
            <Row
              key={change.id}
              change={change}
              chosen={index === chosen}
              onChoose={() => choose(change)}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

function Row({
  change,
  chosen,
  onChoose,
}: {
  change: Change;
  chosen: boolean;
  onChoose: () => void;
}) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const { change: kind, title, detail, fields, moved } = change;
  return (
    <li ref={row} className="border-line border-b" data-change={kind}>
      <button
        type="button"
        aria-expanded={chosen}
        onClick={onChoose}
        className={`hover:bg-hover flex w-full items-start gap-2 py-2 pr-3 pl-4 text-left ${chosen ? "bg-selected" : ""}`}
      >
        <ChangeWord change={kind} />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm" title={title}>
            {title}
          </span>
          <span className="text-muted block truncate text-xs">
            {[detail, fieldsWords(change)].filter(Boolean).join(" · ")}
          </span>
        </span>
      </button>
      {chosen && (fields.length > 0 || moved) && (
        <Details>
          {fields.length > 0 && <FieldDiff fields={fields} />}
          {moved && kind !== "moved" && <p className="text-muted text-xs">It was moved, too.</p>}
          {kind === "moved" && (
            <p className="text-muted text-xs">
              It only lies elsewhere: a run does the same as before.
            </p>
          )}
        </Details>
      )}
    </li>
  );
}

function Details({ children }: { children: ReactNode }) {
  return <div className="flex flex-col gap-2 px-4 pt-1 pb-3">{children}</div>;
}

function fieldsWords({ change, fields }: Change): string {
  if (change !== "changed") return "";
  return fields.length === 1 ? "1 field" : `${fields.length} fields`;
}
