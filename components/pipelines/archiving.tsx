"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Archive, ListVideo, MoreHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { toast } from "../ui/toast.tsx";
import { useInvalidate, useRestore } from "./restoring.tsx";

/** So many runs are counted. */
const COUNTED = 50;

/** What may be done with a pipeline beside opening it. */
export function PipelineMenu({ name }: { name: string }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton
            size="sm"
            label={`Actions on ${name}`}
            icon={<MoreHorizontal aria-hidden />}
          />
        }
      >
        <MenuItem
          icon={<ListVideo aria-hidden />}
          onClick={() => router.push(`/runs?pipeline=${name}`)}
        >
          Show its runs
        </MenuItem>
        <MenuItem icon={<Archive aria-hidden />} onClick={() => setAsking(true)}>
          Archive…
        </MenuItem>
      </Menu>
      {asking && <ArchiveDialog name={name} onClose={() => setAsking(false)} />}
    </>
  );
}

function ArchiveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const restore = useRestore(name);
  const open = useQuery(
    trpc.runs.list.queryOptions({ pipeline: name, open: true, limit: COUNTED }, { staleTime: 0 }),
  );
  const archive = useMutation(
    trpc.pipelines.archive.mutationOptions({
      onSuccess: ({ openRuns }) =>
        toast.success(`${name} is archived`, openRunsWords(openRuns), {
          label: "Restore",
          onClick: () => restore.mutate({ name }),
        }),
      onError: (error) => toast.error(`${name} was not archived`, error),
      onSettled: invalidate,
    }),
  );
  const going = openRunsWords(open.data?.items.length ?? 0, open.data?.nextCursor !== null);
  return (
    <AlertDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={`Archive ${name}?`}
      description="Its triggers start nothing any more, and nobody runs, publishes or edits it until it is restored. Its versions, runs and models stay, and pipelines that use it as a sub-pipeline keep working. Its name stays taken."
      action="Archive pipeline"
      danger={false}
      onConfirm={() => archive.mutateAsync({ name })}
    >
      {going && <p className="text-sm">{going}</p>}
    </AlertDialog>
  );
}

function openRunsWords(count: number, more = false): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? "1 run is going on; it ends by itself."
    : `${count}${more ? "+" : ""} runs are going on; they end by themselves.`;
}
