"use client";
import { Button } from "../../ui/button.tsx";
import { useEditor } from "../store/editor-context.tsx";
import type { OpenConflict, Side } from "./live-merge.ts";
import { useSession } from "./people-context.tsx";
import { ValueText } from "./value-text.tsx";
import { conflictName } from "./words.ts";

/** One field that both changed: both values side by side, and which of them shall hold. */
export function ConflictCard({ conflict }: { conflict: OpenConflict }) {
  const { answer } = useSession();
  const jump = useEditor((state) => state.jump);
  const name = useEditor(({ document }) => conflictName(conflict, document));
  const { node, path, mine, theirs, base, side } = conflict;
  const whole = node !== null && path === "";
  const who = sideName(side);
  return (
    <li
      className="border-line flex flex-col gap-2 border-b px-4 py-3 last:border-0"
      data-testid="conflict"
      aria-label={name}
    >
      {node === null ? (
        <p className="text-sm font-medium">{name}</p>
      ) : (
        <button
          type="button"
          className="text-left text-sm font-medium hover:underline"
          onClick={() => {
            jump(node, path.replace(/^config\./, "") || null);
          }}
        >
          {name}
        </button>
      )}
      <div className="grid grid-cols-2 gap-2">
        {(
          [
            ["mine", side.kind === "tab" ? "Here" : "Yours", mine],
            ["theirs", who, theirs],
          ] as const
        ).map(([choice, title, value]) => (
          <div
            key={choice}
            className="border-line bg-sunken flex min-w-0 flex-col gap-1.5 rounded-md border p-2"
          >
            <p className="text-muted truncate text-xs" title={title}>
              {title}
            </p>
            <div className="min-h-0 flex-1" data-testid={`value-${choice}`}>
              {whole ? <WholeNode value={value} /> : <ValueText value={value} />}
            </div>
            <Button size="sm" onClick={() => answer(conflict, choice)}>
              {choice === "mine" ? "Keep mine" : `Take ${side.kind === "person" ? "theirs" : "it"}`}
            </Button>
          </div>
        ))}
      </div>
      {!whole && (
        <p className="text-muted truncate text-xs">
          Before: {base === undefined ? "not set" : JSON.stringify(base)}
        </p>
      )}
      {conflict.kept && <p className="text-xs">{who} keeps theirs.</p>}
    </li>
  );
}

function WholeNode({ value }: { value: unknown }) {
  return value === undefined ? (
    <span className="text-xs">Removed</span>
  ) : (
    <span className="text-xs">Kept, with its changes</span>
  );
}

function sideName(side: Side): string {
  switch (side.kind) {
    case "person":
      return side.person.name;
    case "tab":
      return "Saved elsewhere";
    case "version":
      return `Version ${side.number}, ${side.author}`;
  }
}
