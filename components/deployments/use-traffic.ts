import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";

/** An endpoint's predictions of the last day, counted anew each minute; undefined until they are. */
export function useTraffic(name: string) {
  const trpc = useTRPC();
  const options = {
    staleTime: 60_000,
    refetchInterval: 60_000,
    // Nothing else waits for the counting.
    trpc: { context: { skipBatch: true } },
  };
  return useQuery(trpc.deployments.traffic.queryOptions({ name }, options)).data;
}
