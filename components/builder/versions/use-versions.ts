import { usePages } from "../../ui/use-pages.ts";
import { useTRPC, useTRPCClient } from "../../trpc.tsx";
import { usePeople } from "../people/people-context.tsx";
import type { VersionRow } from "./version-row.ts";

const PAGE = 100;

/** The published versions, newest first; read anew when somebody publishes. */
export function useVersions(name: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { name, limit: PAGE };
  const newest = usePeople(({ version }) => version?.number);
  return usePages<VersionRow>({
    queryKey: [...trpc.pipelines.versions.infiniteQueryKey(input), newest],
    read: (cursor, signal) => client.pipelines.versions.query({ ...input, cursor }, { signal }),
  });
}
