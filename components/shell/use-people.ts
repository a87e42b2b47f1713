"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";

/** As many members as one chooses among by name. */
const MOST = 200;

/** The people of the workspace by name; empty until they are known. */
export function usePeople() {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.members.list.queryOptions({ limit: MOST }, { staleTime: 5 * 60_000 }),
  );
  return data?.items ?? [];
}

/** The people to choose among, as options; `first`, who is chosen, is one of them before they are known, and once they have left. */
export function usePeopleOptions(first: { id: string; name: string }) {
  const people = usePeople();
  const all = people.some(({ id }) => id === first.id) ? people : [first, ...people];
  return all.map(({ id, name }) => ({ value: id, label: name }));
}
