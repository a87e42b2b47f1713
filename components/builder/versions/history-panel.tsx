"use client";
import { Eye, GitCommitHorizontal, GitCompare, MoreHorizontal, Play, Undo2, X } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { MoreButton } from "../../ui/more-button.tsx";
import { Loading, Problem } from "../../ui/states.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { StatusIcon } from "../../ui/status-badge.tsx";
import { statusLook } from "../../ui/status-look.ts";
import { Time } from "../../ui/time.tsx";
import { Avatar } from "../people/avatar.tsx";
import { usePeople } from "../people/people-context.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { MY_DRAFT, versionSide, type Looking } from "./side.ts";
import { useRestore } from "./use-restore.ts";
import { useSinceBase } from "./use-since-base.ts";
import { useVersions } from "./use-versions.ts";
import type { VersionRow } from "./version-row.ts";

/** What was published, newest first: who, when, why, and the runs made with it. Each can be looked at, compared, brought back. */
export function HistoryPanel({
  name,
  base,
  looking,
  onLook,
  readOnly,
}: {
  name: string;
  /** The version the draft began from. */
  base: number | null;
  looking: Looking | null;
  onLook: (looking: Looking | null) => void;
  readOnly: boolean;
}) {
  const setPanel = useEditor((state) => state.setPanel);
  const versions = useVersions(name);
  const { items } = versions;
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="versions">
      <header className="border-line flex items-center justify-between border-b py-2 pr-2 pl-4">
        <h2 className="text-base font-semibold">Versions</h2>
        <IconButton
          size="sm"
          label="Close the versions"
          icon={<X aria-hidden />}
          onClick={() => {
            setPanel("inspector");
            if (looking) onLook(null);
          }}
        />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {versions.error && items.length === 0 ? (
          <div className="p-4">
            <Problem error={versions.error} retry={versions.refetch} />
          </div>
        ) : versions.isPending ? (
          <div className="p-4">
            <Loading what="versions" rows={6} />
          </div>
        ) : items.length === 0 ? (
          <EmptyState icon={<GitCommitHorizontal aria-hidden />} title="Nothing published yet">
            Publish the draft when it is worth keeping. Each version stays as it is for good, with
            your note on what changed and why.
          </EmptyState>
        ) : (
          <>
            <ol className="pb-history">
              <DraftRow name={name} base={base} looking={looking} onLook={onLook} />
              {items.map((row, index) => (
                <Row
                  key={row.number}
                  name={name}
                  row={row}
                  // The one published before it, also when that is on the next page.
                  previous={items[index + 1]?.number ?? (row.number > 1 ? row.number - 1 : null)}
                  base={base}
                  looking={looking}
                  onLook={onLook}
                  readOnly={readOnly}
                />
              ))}
            </ol>
            <MoreButton query={versions} />
          </>
        )}
      </div>
    </div>
  );
}

/** One's own draft, above what was published: how far it is from where it began. */
function DraftRow({
  name,
  base,
  looking,
  onLook,
}: {
  name: string;
  base: number | null;
  looking: Looking | null;
  onLook: (looking: Looking | null) => void;
}) {
  const me = usePeople((state) => state.me);
  const since = useSinceBase(name, base);
  return (
    <li className="pb-history-row" aria-current={looking === null || undefined}>
      <Avatar person={me} />
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium">Your draft</p>
        <p className="text-muted text-xs">
          {base === null
            ? "Not published yet"
            : since === undefined
              ? "Comparing…"
              : since === null
                ? `The same as version ${base}`
                : `Since version ${base}: ${since}`}
        </p>
        {base !== null && since && (
          <Button
            size="sm"
            variant="ghost"
            className="mt-1 -ml-2"
            onClick={() => onLook({ kind: "compare", before: versionSide(base), after: MY_DRAFT })}
          >
            What changed
          </Button>
        )}
      </div>
    </li>
  );
}

function Row({
  name,
  row,
  previous,
  base,
  looking,
  onLook,
  readOnly,
}: {
  name: string;
  row: VersionRow;
  previous: number | null;
  base: number | null;
  looking: Looking | null;
  onLook: (looking: Looking | null) => void;
  readOnly: boolean;
}) {
  const restore = useRestore(name);
  const { number, note, createdAt, author, commit } = row;
  const [subject = "", ...body] = useMemo(() => note.split("\n"), [note]);
  const current = looking?.kind === "version" && looking.number === number;
  const compare = (before: number) =>
    onLook({
      kind: "compare",
      before: versionSide(before),
      after: before === number ? MY_DRAFT : versionSide(number),
    });
  return (
    <li
      className="pb-history-row"
      aria-current={current || undefined}
      data-testid={`version-${number}`}
    >
      <Avatar person={author} />
      <div className="min-w-0 flex-1">
        <div className="flex items-start gap-1">
          <p className="min-w-0 flex-1 text-sm font-medium break-words">{subject}</p>
          <Menu
            align="end"
            trigger={
              <IconButton
                size="sm"
                className="-mt-1 -mr-1"
                label={`Actions on version ${number}`}
                icon={<MoreHorizontal aria-hidden />}
              />
            }
          >
            <MenuItem
              icon={<Eye aria-hidden />}
              onClick={() => onLook(current ? null : { kind: "version", number })}
            >
              {current ? "Back to the draft" : "Look at it"}
            </MenuItem>
            <MenuItem icon={<GitCompare aria-hidden />} onClick={() => compare(number)}>
              Compare with my draft
            </MenuItem>
            {previous !== null && (
              <MenuItem icon={<GitCompare aria-hidden />} onClick={() => compare(previous)}>
                Compare with version {previous}
              </MenuItem>
            )}
            {!readOnly && (
              <MenuItem
                icon={<Undo2 aria-hidden />}
                onClick={() => {
                  onLook(null);
                  void restore(number);
                }}
              >
                Restore into the draft
              </MenuItem>
            )}
          </Menu>
        </div>
        {body.join("\n").trim() !== "" && (
          <p className="text-muted mt-0.5 line-clamp-3 text-xs break-words whitespace-pre-line">
            {body.join("\n").trim()}
          </p>
        )}
        <p className="text-muted mt-1 flex flex-wrap items-center gap-x-1.5 text-xs">
          <span className="text-fg font-medium">Version {number}</span>
          <span>·</span>
          <span>{author.name}</span>
          <span>·</span>
          <Time at={createdAt} />
        </p>
        <div className="mt-1.5 flex flex-wrap items-center gap-1.5">
          {number === base && <Badge tone="accent">Draft began here</Badge>}
          {commit && (
            <Badge icon={<GitCommitHorizontal aria-hidden />}>
              <code title={commit}>{commit.slice(0, 8)}</code>
            </Badge>
          )}
          <Runs row={row} />
        </div>
        <div className="mt-1 -ml-2 flex flex-wrap gap-1">
          <Button
            size="sm"
            variant="ghost"
            onClick={() => onLook(current ? null : { kind: "version", number })}
          >
            {current ? "Back to the draft" : "Look at it"}
          </Button>
          {previous !== null && (
            <Button size="sm" variant="ghost" onClick={() => compare(previous)}>
              What changed
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}

/** How many runs were made with it; the link leads to the last. */
function Runs({ row: { runs, lastRun } }: { row: VersionRow }) {
  if (!lastRun) return <Badge icon={<Play aria-hidden />}>No runs</Badge>;
  const { label } = statusLook(lastRun.status);
  const words = runs === 1 ? "1 run" : `${runs} runs`;
  return (
    <Link
      href={`/runs/${lastRun.id}`}
      className="hover:underline"
      aria-label={`${words}, the last: ${label}`}
      title={`The last run: ${label}`}
    >
      <Badge icon={<StatusIcon status={lastRun.status} />}>{words}</Badge>
    </Link>
  );
}
