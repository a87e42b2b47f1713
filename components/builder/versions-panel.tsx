"use client";
import { X } from "lucide-react";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Time } from "../ui/time.tsx";
import { useEditor } from "./store/editor-context.tsx";

export interface VersionRow {
  number: number;
  note: string;
  createdAt: Date | string;
  author: { name: string };
}

/** What was published, newest first. A version can be looked at, and brought back into the draft. */
export function VersionsPanel({
  versions,
  base,
  shown,
  onShow,
}: {
  versions: readonly VersionRow[];
  /** The version the draft began from. */
  base: number | null;
  /** The version that is looked at; null for the draft. */
  shown: number | null;
  onShow: (number: number | null) => void;
}) {
  const setPanel = useEditor((state) => state.setPanel);
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="versions">
      <header className="border-line flex items-center justify-between border-b py-2 pr-2 pl-4">
        <h2 className="text-base font-semibold">Versions</h2>
        <IconButton
          size="sm"
          label="Close the versions"
          icon={<X aria-hidden />}
          onClick={() => setPanel("inspector")}
        />
      </header>
      {versions.length === 0 ? (
        <EmptyState title="Nothing published yet">
          Publish the draft when it is worth keeping. Each version stays as it is for good, with
          your note on what changed and why.
        </EmptyState>
      ) : (
        <ol className="min-h-0 flex-1 overflow-y-auto">
          {versions.map(({ number, note, createdAt, author }) => (
            <li
              key={number}
              aria-current={shown === number || undefined}
              className="border-line aria-[current]:bg-selected border-b px-4 py-3"
            >
              <div className="flex items-center gap-2">
                <span className="text-sm font-medium">Version {number}</span>
                {number === base && <Badge>Draft began here</Badge>}
                <span className="flex-1" />
                <Button
                  size="sm"
                  variant="ghost"
                  onClick={() => onShow(shown === number ? null : number)}
                >
                  {shown === number ? "Back to the draft" : "Look at it"}
                </Button>
              </div>
              <p className="mt-0.5 text-sm break-words whitespace-pre-line">{note}</p>
              <p className="text-muted mt-1 text-xs">
                {author.name} · <Time at={createdAt} />
              </p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
