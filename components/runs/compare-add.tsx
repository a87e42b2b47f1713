"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { dateTime } from "../ui/format.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";

/** Chooses one more run to compare, those of the same pipeline first. */
export function AddRun({ ids, onAdd }: { ids: readonly string[]; onAdd: (id: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="Compare with another run"
      trigger={<Button icon={<Plus aria-hidden />}>Add a run</Button>}
      open={open}
      onOpenChange={setOpen}
    >
      <Choice
        ids={ids}
        onChoose={(id) => {
          setOpen(false);
          onAdd(id);
        }}
      />
    </Dialog>
  );
}

function Choice({ ids, onChoose }: { ids: readonly string[]; onChoose: (id: string) => void }) {
  const trpc = useTRPC();
  const first = useQuery(
    trpc.runs.get.queryOptions({ id: ids[0] ?? "" }, { enabled: ids.length > 0 }),
  );
  const pipeline = first.data?.run.name;
  const runs = useQuery(
    trpc.runs.list.queryOptions(
      { limit: 100, ...(pipeline ? { pipeline } : {}) },
      { enabled: ids.length === 0 || !first.isPending },
    ),
  );
  if (runs.error && !runs.data) return <Problem error={runs.error} retry={runs.refetch} />;
  if (!runs.data) return <Loading what="runs" />;
  const others = runs.data.items.filter(({ id }) => !ids.includes(id));
  if (others.length === 0)
    return (
      <EmptyState title="There is no other run">
        {pipeline ? `Run ${pipeline} again to compare the two.` : "Run a pipeline first."}
      </EmptyState>
    );
  return (
    <ul className="border-line divide-line divide-y rounded-md border">
      {others.map(({ id, name, status, createdAt, version }) => (
        <li key={id}>
          <button
            type="button"
            onClick={() => onChoose(id)}
            className="hover:bg-hover flex w-full items-center gap-3 px-3 py-2 text-left text-sm"
          >
            <span className="w-28 shrink-0">
              <StatusBadge status={status} />
            </span>
            <span className="min-w-0 flex-1 truncate">
              {name}{" "}
              <span className="text-muted text-xs">
                {version === null ? "draft" : `v${version}`}
              </span>
            </span>
            <code className="text-muted text-xs">{id}</code>
            <span className="text-muted text-xs whitespace-nowrap">{dateTime(createdAt)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
