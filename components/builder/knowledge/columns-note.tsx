"use client";
import { CloudOff, Columns3, Repeat } from "lucide-react";
import type { ReactNode } from "react";
import type { KnownColumn } from "../../../workflows/core/known-columns.ts";
import { useEditor } from "../store/editor-context.tsx";
import type { KnownInputs } from "./known-inputs.ts";
import { useKnowledge } from "./knowledge-store.ts";

const SHOWN = 200;

/** A quiet line or two: how many columns reach the step, with their names on demand; or why they are not known. */
export function ColumnsNote({ columns, unknown, item }: KnownInputs) {
  const stale = useKnowledge(({ status }) => status === "stale");
  const [why] = Object.values(unknown);
  if (columns.length === 0 && item.length === 0 && !why) return null;
  return (
    <div className="text-muted -my-1 flex flex-col gap-1 text-xs" data-testid="columns-note">
      <Names columns={columns} icon={<Columns3 aria-hidden className="size-3.5 shrink-0" />}>
        {columns.length === 1 ? "1 column reaches" : `${columns.length} columns reach`} this step
      </Names>
      <Names
        columns={item}
        before="item."
        icon={<Repeat aria-hidden className="size-3.5 shrink-0" />}
      >
        {item.length === 1 ? "1 field" : `${item.length} fields`} of the item, as{" "}
        <code className="font-mono text-2xs">{"${item.…}"}</code>
      </Names>
      {why && (
        <p className="flex gap-1.5">
          <Columns3 aria-hidden className="mt-px size-3.5 shrink-0" />
          <span className="line-clamp-4 min-w-0 wrap-anywhere" title={why.unknown}>
            Columns are not known yet. <Origin id={why.of} /> {why.unknown}
          </span>
        </p>
      )}
      {stale && (
        <p className="flex items-center gap-1.5" role="status">
          <CloudOff aria-hidden className="size-3.5 shrink-0" />
          As last known: the server does not answer.
        </p>
      )}
    </div>
  );
}

function Names({
  columns,
  before = "",
  icon,
  children,
}: {
  columns: readonly KnownColumn[];
  before?: string;
  icon: ReactNode;
  children: ReactNode;
}) {
  if (columns.length === 0) return null;
  return (
    <details className="group">
      <summary className="hover:text-fg flex cursor-pointer list-none items-center gap-1.5 rounded-sm">
        {icon}
        <span>{children}</span>
        <span className="text-accent group-open:hidden">Show</span>
        <span className="text-accent hidden group-open:inline">Hide</span>
      </summary>
      <ul className="bg-sunken mt-1.5 max-h-40 overflow-y-auto rounded-md px-2.5 py-1.5">
        {columns.slice(0, SHOWN).map(({ name, type }) => (
          <li key={name} className="flex justify-between gap-3 py-px">
            <span className="text-fg truncate font-mono text-2xs">
              {before}
              {name}
            </span>
            <span className="text-2xs">{type}</span>
          </li>
        ))}
        {columns.length > SHOWN && <li className="text-2xs">and {columns.length - SHOWN} more</li>}
      </ul>
    </details>
  );
}

/** The step that the reason is about; a click leads to it. */
function Origin({ id }: { id: string }) {
  const jump = useEditor((state) => state.jump);
  return (
    <button
      type="button"
      className="text-accent font-mono hover:underline"
      onClick={() => jump(id, "")}
    >
      {id}:
    </button>
  );
}
