"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "../trpc.tsx";

export interface Published {
  name: string;
  latestVersion: number;
  /** Not offered any more; what uses it keeps working. */
  archived: boolean;
}

/** All pipelines of the workspace with a published version; undefined until they are known. */
export function usePublished(enabled = true): readonly Published[] | undefined {
  const trpc = useTRPC();
  const api = useTRPCClient();
  const { data } = useQuery({
    queryKey: [...trpc.pipelines.list.pathKey(), "published"],
    queryFn: async ({ signal }) => {
      const lists = await Promise.all([false, true].map((archived) => read(archived, signal)));
      return lists.flat();
    },
    enabled,
    staleTime: 60_000,
  });
  return data;

  async function read(archived: boolean, signal: AbortSignal): Promise<Published[]> {
    const found: Published[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await api.pipelines.list.query(
        { limit: 200, archived, ...(cursor === null ? {} : { cursor }) },
        { signal },
      );
      for (const { name, latestVersion } of page.items)
        if (latestVersion !== null) found.push({ name, latestVersion, archived });
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  }
}

interface Page {
  items: { name: string; latestVersion: number | null }[];
  nextCursor: string | null;
}
