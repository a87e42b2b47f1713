"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";
import type { Me } from "./me.ts";

/** Who is signed in; undefined until it is known. */
export function useMe(): Me | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.workspace.me.queryOptions(undefined, { staleTime: 60_000 })).data;
}
