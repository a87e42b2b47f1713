"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Plus } from "lucide-react";
import type { AppRouter } from "../../server/router.ts";
import { ListBody } from "../ui/list-body.tsx";
import { usePages } from "../ui/use-pages.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { ActionsTh, Table, Td, Th } from "../ui/table.tsx";
import { toast } from "../ui/toast.tsx";
import { FunctionBadges } from "./function-badges.tsx";
import { GroupDialog } from "./group-dialog.tsx";

export type Group = inferRouterOutputs<AppRouter>["groups"]["list"]["items"][number];

/** Committees and teams, and what all of their members stand for. */
export function GroupsCard() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const mayWrite = useCan("members.write");
  const input = { limit: 100 };
  const groups = usePages<Group>({
    queryKey: trpc.groups.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.groups.list.query({ ...input, cursor }, { signal }),
    refresh: REFRESH,
  });
  const { items } = groups;
  const add = mayWrite && (
    <GroupDialog
      trigger={
        <Button size="sm" icon={<Plus aria-hidden />}>
          New group
        </Button>
      }
    />
  );
  return (
    <Card
      title="Groups"
      description="What a group stands for in reviews, all its members stand for."
      actions={add}
      flush
    >
      <ListBody
        query={groups}
        count={items.length}
        what="groups"
        empty={
          <EmptyState title="No groups yet">
            A model risk committee, for instance: its members may decide what the policy asks of it.
          </EmptyState>
        }
      >
        <Table caption="Groups by name">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Stands for</Th>
              <Th>Members</Th>
              {mayWrite && <ActionsTh />}
            </tr>
          </thead>
          <tbody>
            {items.map((group) => (
              <tr key={group.id}>
                <Td className="font-medium whitespace-nowrap">{group.name}</Td>
                <Td>
                  <FunctionBadges functions={group.functions} />
                </Td>
                <Td className="text-muted">
                  {group.members.map(({ name }) => name).join(", ") || "nobody yet"}
                </Td>
                {mayWrite && (
                  <Td>
                    <div className="flex justify-end">
                      <GroupDialog
                        group={group}
                        trigger={
                          <Button size="sm" variant="ghost" aria-label={`Change ${group.name}`}>
                            Change
                          </Button>
                        }
                      />
                      <Remove group={group} />
                    </div>
                  </Td>
                )}
              </tr>
            ))}
          </tbody>
        </Table>
      </ListBody>
    </Card>
  );
}

function Remove({ group: { id, name } }: { group: Group }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const remove = useMutation(
    trpc.groups.remove.mutationOptions({
      onSuccess: () => toast.success(`Removed the group ${name}`),
      onError: (error) => toast.error(`${name} was not removed`, error),
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.groups.pathFilter()),
          client.invalidateQueries(trpc.members.pathFilter()),
        ]),
    }),
  );
  return (
    <AlertDialog
      title={`Remove the group ${name}?`}
      description="Its members stay in the workspace, and no longer stand for what the group stood for."
      action="Remove group"
      onConfirm={() => remove.mutateAsync({ id })}
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Remove ${name}`}>
          Remove
        </Button>
      }
    />
  );
}
