"use client";

import { useQuery } from "@tanstack/react-query";
import type { Right } from "../../server/rights.ts";
import { useTRPC } from "../trpc.tsx";

/** Whether who is signed in has the right; false until it is known. The server decides: this only spares a refused click. */
export function useCan(right: Right): boolean {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.workspace.me.queryOptions(undefined, { staleTime: 60_000 }));
  return data?.rights.includes(right) ?? false;
}
