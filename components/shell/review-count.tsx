"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";

const MOST = 99;

/** How many reviews wait for a decision of who is signed in. */
export function ReviewCount() {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.desk.counts.queryOptions(),
    refetchInterval: 30_000,
  });
  const count = data?.mine ?? 0;
  if (count === 0) return null;
  return (
    <span className="bg-wait-soft text-wait narrow:absolute narrow:-top-0.5 narrow:right-0 min-w-5 rounded-full px-1.5 text-center text-2xs font-medium">
      {count > MOST ? `${MOST}+` : count}
      <span className="sr-only"> waiting for you</span>
    </span>
  );
}
