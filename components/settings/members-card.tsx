"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { ShieldCheck } from "lucide-react";
import type { AppRouter } from "../../server/router.ts";
import { ListBody } from "../ui/list-body.tsx";
import { usePages } from "../ui/use-pages.ts";
import { useCan } from "../shell/use-can.ts";
import { useMe } from "../shell/use-me.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { ActionsTh, Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { FunctionBadges } from "./function-badges.tsx";
import { FUNCTION_NAMES } from "./function-names.ts";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberDialog } from "./member-dialog.tsx";
import { MemberMenu } from "./member-menu.tsx";
import { ROLE_MAY } from "./role-may.ts";

export type Member = inferRouterOutputs<AppRouter>["members"]["list"]["items"][number];

const INPUT = { limit: 100 };

/** The people of the workspace, as far as they have been read. */
export function useMembers() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  return usePages<Member>({
    queryKey: trpc.members.list.infiniteQueryKey(INPUT),
    read: (cursor, signal) => client.members.list.query({ ...INPUT, cursor }, { signal }),
    refresh: REFRESH,
  });
}

/** Who is in the workspace, as what, and what they stand for in reviews. */
export function MembersCard() {
  const mayWrite = useCan("members.write");
  const me = useMe();
  const members = useMembers();
  const { items } = members;
  return (
    <Card
      title="Members"
      description="A model is approved by somebody who neither built nor ran it: a workspace needs two people at least."
      actions={mayWrite && <InviteDialog />}
      flush
    >
      <ListBody query={members} count={items.length} what="members" empty={null}>
        <Table caption="Members of the workspace by name">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Role</Th>
              <Th>Stands for</Th>
              <Th>Groups</Th>
              {mayWrite && <Th>Second factor</Th>}
              <Th className="hidden xl:table-cell">Since</Th>
              {mayWrite && <ActionsTh />}
            </tr>
          </thead>
          <tbody>
            {items.map((member) => (
              <tr key={member.id}>
                <Td>
                  <span className="flex items-center gap-2 font-medium whitespace-nowrap">
                    {member.name}
                    {member.id === me?.user.id && <Badge tone="accent">you</Badge>}
                  </span>
                  <span className="text-muted block font-mono text-xs">{member.email}</span>
                </Td>
                <Td className="capitalize" title={ROLE_MAY[member.role]}>
                  {member.role}
                </Td>
                <Td>
                  <FunctionBadges functions={member.functions} />
                </Td>
                <Td>
                  <Groups groups={member.groups} />
                </Td>
                {mayWrite && (
                  <Td className="whitespace-nowrap">
                    {member.secondFactor ? (
                      <span className="text-ok flex items-center gap-1 text-xs">
                        <ShieldCheck aria-hidden className="size-3.5" />
                        on
                      </span>
                    ) : (
                      <span className="text-muted text-xs">off</span>
                    )}
                  </Td>
                )}
                <Td className="text-muted hidden whitespace-nowrap xl:table-cell">
                  <Time at={member.since} />
                </Td>
                {mayWrite && (
                  <Td>
                    {member.id !== me?.user.id && (
                      <div className="flex items-center justify-end">
                        <MemberDialog member={member} />
                        <MemberMenu member={member} />
                      </div>
                    )}
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

function Groups({ groups }: { groups: Member["groups"] }) {
  if (groups.length === 0) return <span className="text-muted">–</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {groups.map(({ id, name, functions }) => (
        <span key={id} title={functions.map((one) => FUNCTION_NAMES[one]).join(", ") || undefined}>
          <Badge tone="info">{name}</Badge>
        </span>
      ))}
    </span>
  );
}
