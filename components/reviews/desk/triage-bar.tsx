"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronsUp, UserRoundPlus } from "lucide-react";
import { usePeople } from "../../shell/use-people.ts";
import { useTRPC } from "../../trpc.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { toast } from "../../ui/toast.tsx";
import type { ReviewRow } from "../types.ts";

/** What can be done with several open reviews at once. */
export function TriageBar({ reviews, done }: { reviews: readonly ReviewRow[]; done: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const count = reviews.length === 1 ? "1 review" : `${reviews.length} reviews`;
  const triage = useMutation(
    trpc.desk.triage.mutationOptions({
      onSuccess: async () => {
        toast.success(`${count} changed`);
        done();
        await client.invalidateQueries({ queryKey: trpc.reviews.list.pathKey() });
        await client.invalidateQueries({ queryKey: trpc.desk.counts.queryKey() });
      },
      onError: (error) => toast.error(`Nothing was changed`, error.message),
    }),
  );
  const ids = reviews.map(({ id }) => id);
  const deciders = usePeople().filter(({ role }) => role === "reviewer" || role === "admin");
  return (
    <div
      role="toolbar"
      aria-label="Chosen reviews"
      className="bg-selected border-line flex flex-wrap items-center gap-2 rounded-lg border px-3 py-1.5"
    >
      <span className="flex-1 text-sm font-medium">{count} chosen</span>
      <Menu
        align="end"
        trigger={
          <Button size="sm" icon={<UserRoundPlus aria-hidden />} pending={triage.isPending}>
            Give to…
          </Button>
        }
      >
        {deciders.map(({ id, name }) => (
          <MenuItem key={id} onClick={() => triage.mutate({ ids, assignee: id })}>
            {name}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem onClick={() => triage.mutate({ ids, assignee: null })}>Nobody</MenuItem>
      </Menu>
      <Menu
        align="end"
        trigger={
          <Button size="sm" icon={<ChevronsUp aria-hidden />} pending={triage.isPending}>
            Priority…
          </Button>
        }
      >
        <MenuItem onClick={() => triage.mutate({ ids, priority: "high" })}>Urgent</MenuItem>
        <MenuItem onClick={() => triage.mutate({ ids, priority: "normal" })}>Normal</MenuItem>
        <MenuItem onClick={() => triage.mutate({ ids, priority: "low" })}>Can wait</MenuItem>
      </Menu>
      <Button size="sm" variant="ghost" onClick={done}>
        Choose none
      </Button>
    </div>
  );
}
