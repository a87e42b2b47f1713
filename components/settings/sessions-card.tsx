"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ListBody } from "../ui/list-body.tsx";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { ActionsTh, Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { toast } from "../ui/toast.tsx";
import { deviceOf } from "./device-of.ts";

/** Where one is signed in oneself. */
export function SessionsCard() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const sessions = useQuery(
    trpc.sessions.list.queryOptions(undefined, { refetchInterval: REFRESH }),
  );
  const items = sessions.data?.items ?? [];
  const onSettled = () => client.invalidateQueries(trpc.sessions.pathFilter());
  const onError = (error: { message: string }) => toast.error("Nothing was ended", error.message);
  const revoke = useMutation(
    trpc.sessions.revoke.mutationOptions({
      onSuccess: () => toast.success("That session is ended"),
      onError,
      onSettled,
    }),
  );
  const revokeOthers = useMutation(
    trpc.sessions.revokeOthers.mutationOptions({
      onSuccess: ({ ended }) =>
        toast.success(ended === 1 ? "Ended one session" : `Ended ${ended} sessions`),
      onError,
      onSettled,
    }),
  );
  const others = items.filter(({ current }) => !current);
  return (
    <Card
      title="Your sessions"
      description="Where you are signed in. End what you do not know, or no longer use."
      actions={
        others.length > 0 && (
          <AlertDialog
            title="End all other sessions?"
            description="You stay signed in here, and sign in anew everywhere else."
            action="End the others"
            onConfirm={() => revokeOthers.mutateAsync()}
            trigger={<Button size="sm">End all others</Button>}
          />
        )
      }
      flush
    >
      <ListBody query={sessions} count={items.length} what="sessions" empty={null}>
        <div className="max-h-96 overflow-y-auto">
          <Table caption="Your sessions, last used first">
            <thead>
              <tr>
                <Th>Device</Th>
                <Th>Address</Th>
                <Th>Last used</Th>
                <Th>Signed in</Th>
                <ActionsTh />
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.id}>
                  <Td className="whitespace-nowrap" title={one.userAgent ?? undefined}>
                    <span className="flex items-center gap-2">
                      {deviceOf(one.userAgent)}
                      {one.current && <Badge tone="accent">this one</Badge>}
                    </span>
                  </Td>
                  <Td className="text-muted font-mono text-xs">{one.address || "unknown"}</Td>
                  <Td className="whitespace-nowrap">
                    <Time at={one.lastUsedAt} />
                  </Td>
                  <Td className="text-muted whitespace-nowrap">
                    <Time at={one.createdAt} />
                  </Td>
                  <Td>
                    {!one.current && (
                      <Button
                        size="sm"
                        variant="ghost"
                        aria-label={`End the session on ${deviceOf(one.userAgent)}`}
                        disabled={revoke.isPending}
                        onClick={() => revoke.mutate({ id: one.id })}
                      >
                        End
                      </Button>
                    )}
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      </ListBody>
    </Card>
  );
}
