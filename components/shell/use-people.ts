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
