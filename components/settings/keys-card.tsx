"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Plus } from "lucide-react";
import type { AppRouter } from "../../server/router.ts";
import { ListBody } from "../ui/list-body.tsx";
import { usePages } from "../ui/use-pages.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { ActionsTh, Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { toast } from "../ui/toast.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";

type Key = inferRouterOutputs<AppRouter>["keys"]["list"]["items"][number];

const STATES: Record<Key["state"], Tone> = { active: "ok", expired: "warn", revoked: "neutral" };

/** API keys of the workspace: made, shown once, revoked. */
export function KeysCard() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { limit: 50 };
  const keys = usePages<Key>({
    queryKey: trpc.keys.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.keys.list.query({ ...input, cursor }, { signal }),
    refresh: REFRESH,
  });
  const { items } = keys;
  const add = (
    <NewKeyDialog
      trigger={
        <Button size="sm" icon={<Plus aria-hidden />}>
          New key
        </Button>
      }
    />
  );
  return (
    <Card
      title="API keys"
      description="For programs: an inference key asks deployed models, an API key acts as its owner."
      actions={add}
      flush
    >
      <ListBody
        query={keys}
        count={items.length}
        what="keys"
        empty={
          <EmptyState title="No keys yet">
            Make one for each program, so that each can be revoked alone.
          </EmptyState>
        }
      >
        <Rows items={items} />
      </ListBody>
    </Card>
  );
}

function Rows({ items }: { items: readonly Key[] }) {
  return (
    <Table caption="API keys, newest first">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Key</Th>
          <Th>For</Th>
          <Th>State</Th>
          <Th>Owner</Th>
          <Th>Last used</Th>
          <Th>Expires</Th>
          <ActionsTh />
        </tr>
      </thead>
      <tbody>
        {items.map((key) => (
          <tr key={key.id}>
            <Td className="font-medium">{key.name}</Td>
            <Td>
              <code className="text-muted text-xs">{key.prefix}…</code>
            </Td>
            <Td title={key.rights?.join(", ")}>
              {key.scope === "api" ? "API" : "Inference"}
              {key.rights && (
                <span className="text-muted block text-xs whitespace-nowrap">
                  {key.rights.length === 1 ? key.rights[0] : `${key.rights.length} rights`}
                </span>
              )}
            </Td>
            <Td>
              <Badge tone={STATES[key.state]}>{key.state}</Badge>
            </Td>
            <Td className="whitespace-nowrap">{key.by.name}</Td>
            <Td className="whitespace-nowrap">
              {key.lastUsedAt ? (
                <Time at={key.lastUsedAt} />
              ) : (
                <span className="text-muted">never</span>
              )}
            </Td>
            <Td className="whitespace-nowrap">
              {key.expiresAt ? (
                <Time at={key.expiresAt} />
              ) : (
                <span className="text-muted">never</span>
              )}
            </Td>
            <Td>{key.state === "active" && <Revoke apiKey={key} />}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Revoke({ apiKey }: { apiKey: Key }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(
    trpc.keys.revoke.mutationOptions({
      onSuccess: async () => {
        toast.success(`Revoked ${apiKey.name}`);
        await queryClient.invalidateQueries(trpc.keys.pathFilter());
      },
      onError: (error) => toast.error(`${apiKey.name} was not revoked`, error),
    }),
  );
  return (
    <AlertDialog
      title={`Revoke ${apiKey.name}?`}
      description={`Programs that use the key ${apiKey.prefix}… are refused from now on. This cannot be undone.`}
      action="Revoke key"
      onConfirm={() => revoke.mutateAsync({ id: apiKey.id })}
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Revoke ${apiKey.name}`}>
          Revoke
        </Button>
      }
    />
  );
}
