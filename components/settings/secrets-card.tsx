"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { ListBody } from "../ui/list-body.tsx";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { ActionsTh, Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { toast } from "../ui/toast.tsx";
import { SetSecretDialog } from "./set-secret-dialog.tsx";

/** Passwords and keys that steps name: set, replaced, removed, never shown. */
export function SecretsCard() {
  const trpc = useTRPC();
  const secrets = useQuery(trpc.secrets.list.queryOptions(undefined, { refetchInterval: REFRESH }));
  const items = secrets.data?.items ?? [];
  const add = (
    <SetSecretDialog
      trigger={
        <Button size="sm" icon={<Plus aria-hidden />}>
          New secret
        </Button>
      }
    />
  );
  return (
    <Card
      title="Secrets"
      description="Passwords and keys that steps use by name. Kept encrypted; nobody can read them here again."
      actions={add}
      flush
    >
      <ListBody
        query={secrets}
        count={items.length}
        what="secrets"
        empty={
          <EmptyState title="No secrets yet">
            A step that calls a webhook or sends an e-mail names one for its address, its password
            or its signature, so that no pipeline holds them.
          </EmptyState>
        }
      >
        <Table caption="Secrets by name">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Set by</Th>
              <Th>When</Th>
              <ActionsTh />
            </tr>
          </thead>
          <tbody>
            {items.map(({ name, setBy, setAt }) => (
              <tr key={name}>
                <Td>
                  <code className="text-xs">{name}</code>
                </Td>
                <Td className="whitespace-nowrap">{setBy.name}</Td>
                <Td className="whitespace-nowrap">
                  <Time at={setAt} />
                </Td>
                <Td>
                  <div className="flex justify-end">
                    <SetSecretDialog
                      name={name}
                      trigger={
                        <Button size="sm" variant="ghost" aria-label={`Replace ${name}`}>
                          Replace
                        </Button>
                      }
                    />
                    <Remove name={name} />
                  </div>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </ListBody>
    </Card>
  );
}

function Remove({ name }: { name: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.secrets.remove.mutationOptions({
      onSuccess: async () => {
        toast.success(`Removed ${name}`);
        await queryClient.invalidateQueries(trpc.secrets.pathFilter());
      },
      onError: (error) => toast.error(`${name} was not removed`, error),
    }),
  );
  return (
    <AlertDialog
      title={`Remove ${name}?`}
      description="Steps that name this secret fail from now on. This cannot be undone."
      action="Remove secret"
      onConfirm={() => remove.mutateAsync({ name })}
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Remove ${name}`}>
          Remove
        </Button>
      }
    />
  );
}
