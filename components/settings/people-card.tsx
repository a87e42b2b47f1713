"use client";

import { useQuery } from "@tanstack/react-query";
import { ListBody } from "../evidence/list-body.tsx";
import { useTRPC } from "../trpc.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { ROLE_MAY } from "./role-may.ts";

/** Who is in the workspace, and what their roles allow. */
export function PeopleCard() {
  const trpc = useTRPC();
  const me = useQuery(trpc.workspace.me.queryOptions(undefined, { staleTime: 60_000 }));
  const members = useQuery(trpc.workspace.members.queryOptions());
  const people = members.data ?? [];
  return (
    <Card
      title="People"
      description="A model is approved by somebody who neither built nor ran it: a workspace needs two people at least."
      flush
    >
      <ListBody query={members} count={people.length} what="people" empty={null}>
        <Table caption="People of the workspace">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>E-mail</Th>
              <Th>Role</Th>
              <Th>May</Th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <tr key={person.id}>
                <Td className="whitespace-nowrap">
                  <span className="flex items-center gap-2 font-medium">
                    {person.name}
                    {person.id === me.data?.user.id && <Badge tone="accent">you</Badge>}
                  </span>
                </Td>
                <Td className="text-muted font-mono text-xs">{person.email}</Td>
                <Td className="capitalize">{person.role}</Td>
                <Td className="text-muted">{ROLE_MAY[person.role]}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </ListBody>
    </Card>
  );
}
