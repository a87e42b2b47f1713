"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Plus } from "lucide-react";
import type { AppRouter } from "../../server/router.ts";
import { ListBody } from "../ui/list-body.tsx";
import { formatCount } from "../ui/format.ts";
import { limitedWords } from "../runs/wait-words.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { ActionsTh, Table, Td, Th } from "../ui/table.tsx";
import { toast } from "../ui/toast.tsx";
import { LimitDialog } from "./limit-dialog.tsx";

type Limit = inferRouterOutputs<AppRouter>["limits"]["list"]["items"][number];

/** How many runs and steps may go on at once: in all, by pipeline, queue and key. */
export function LimitsCard() {
  const trpc = useTRPC();
  const mayWrite = useCan("limits.write");
  const limits = useQuery(trpc.limits.list.queryOptions(undefined, { refetchInterval: REFRESH }));
  const items = limits.data?.items ?? [];
  const add = mayWrite && (
    <LimitDialog
      title="New limit"
      trigger={
        <Button size="sm" icon={<Plus aria-hidden />}>
          New limit
        </Button>
      }
    />
  );
  return (
    <Card
      title="Limits"
      description="How many may go on at once; what comes on top waits in line and shows its place."
      actions={add}
      flush
    >
      <ListBody
        query={limits}
        count={items.length}
        what="limits"
        empty={
          <EmptyState title="No limits yet">
            Runs and steps begin as soon as a worker has room. A pipeline may set a limit of its own
            in its document.
          </EmptyState>
        }
      >
        <Table caption="Limits by key">
          <thead>
            <tr>
              <Th>Key</Th>
              <Th>Counts</Th>
              <Th numeric>Limit</Th>
              <Th numeric>Taken</Th>
              <Th numeric>Waiting</Th>
              <Th>Set by</Th>
              <ActionsTh />
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.key}>
                <Td>
                  <code>{item.key}</code>
                </Td>
                <Td className="text-muted">{limitedWords(item.key)}</Td>
                <Td numeric>{item.limit === null ? "none" : formatCount(item.limit)}</Td>
                <Td numeric>{formatCount(item.held)}</Td>
                <Td numeric>{formatCount(item.waiting)}</Td>
                <Td className="text-muted whitespace-nowrap">
                  {item.own
                    ? "this workspace"
                    : item.limit === null
                      ? "nobody any more"
                      : "a pipeline"}
                </Td>
                <Td>
                  {mayWrite && !item.key.startsWith("pipeline:") && (
                    <div className="flex justify-end gap-1">
                      <LimitDialog
                        title={`Limit of ${item.key}`}
                        limit={item}
                        trigger={
                          <Button
                            size="sm"
                            variant="ghost"
                            aria-label={`Change the limit of ${item.key}`}
                          >
                            Change
                          </Button>
                        }
                      />
                      {item.own && <Remove limit={item} />}
                    </div>
                  )}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </ListBody>
    </Card>
  );
}

function Remove({ limit: { key } }: { limit: Limit }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const remove = useMutation(
    trpc.limits.remove.mutationOptions({
      onSuccess: () => toast.success(`Removed the limit of ${key}`),
      onError: (error) => toast.error(`The limit of ${key} was not removed`, error),
      onSettled: () => client.invalidateQueries(trpc.limits.pathFilter()),
    }),
  );
  return (
    <AlertDialog
      title={`Remove the limit of ${key}?`}
      description="What waits in line for it begins at once, unless another limit holds it up."
      action="Remove limit"
      onConfirm={() => remove.mutateAsync({ key })}
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Remove the limit of ${key}`}>
          Remove
        </Button>
      }
    />
  );
}
