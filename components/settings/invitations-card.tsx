"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
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
import { FunctionBadges } from "./function-badges.tsx";
import { InviteDialog } from "./invite-dialog.tsx";

type Invitation = inferRouterOutputs<AppRouter>["invitations"]["list"]["items"][number];

const STATES: Record<Invitation["state"], Tone> = {
  open: "wait",
  accepted: "ok",
  expired: "warn",
  revoked: "neutral",
};

/** Who was invited, by whom, as what, and what came of it. */
export function InvitationsCard() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { limit: 20 };
  const invitations = usePages<Invitation>({
    queryKey: trpc.invitations.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.invitations.list.query({ ...input, cursor }, { signal }),
    refresh: REFRESH,
  });
  const { items } = invitations;
  return (
    <Card
      title="Invitations"
      description="A link lets one person in, once, until it expires or is taken back."
      actions={<InviteDialog />}
      flush
    >
      <ListBody
        query={invitations}
        count={items.length}
        what="invitations"
        empty={
          <EmptyState title="Nobody was invited yet">
            Invite people by e-mail address, with the role they will have here.
          </EmptyState>
        }
      >
        <Table caption="Invitations, newest first">
          <thead>
            <tr>
              <Th>For</Th>
              <Th>Role</Th>
              <Th>Stands for</Th>
              <Th>State</Th>
              <Th>Invited by</Th>
              <Th>Expires</Th>
              <ActionsTh />
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <Td className="font-mono text-xs">{one.email}</Td>
                <Td className="capitalize">{one.role}</Td>
                <Td>
                  <FunctionBadges functions={one.functions} />
                </Td>
                <Td>
                  <Badge tone={STATES[one.state]}>{one.state}</Badge>
                </Td>
                <Td className="whitespace-nowrap">
                  {one.by.name}{" "}
                  <span className="text-muted text-xs">
                    <Time at={one.createdAt} />
                  </span>
                </Td>
                <Td className="text-muted whitespace-nowrap">
                  <Time at={one.expiresAt} />
                </Td>
                <Td>{one.state === "open" && <Revoke invitation={one} />}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </ListBody>
    </Card>
  );
}

function Revoke({ invitation: { id, email } }: { invitation: Invitation }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const revoke = useMutation(
    trpc.invitations.revoke.mutationOptions({
      onSuccess: () => toast.success(`The invitation of ${email} is taken back`),
      onError: (error) => toast.error("The invitation was not taken back", error),
      onSettled: () => client.invalidateQueries(trpc.invitations.pathFilter()),
    }),
  );
  return (
    <AlertDialog
      title="Take the invitation back?"
      description={`The link that ${email} was sent lets nobody in any more. They can be invited again.`}
      action="Take it back"
      onConfirm={() => revoke.mutateAsync({ id })}
      trigger={
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Take the invitation of ${email} back`}
          className="whitespace-nowrap"
        >
          Take back
        </Button>
      }
    />
  );
}
