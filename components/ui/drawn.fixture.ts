import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime.js";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import { createElement as h, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { DataProvider, useTRPC } from "../trpc.tsx";

type Read = [key: QueryKey, data: unknown, error?: Error];

/**
 * A part of a page as it is drawn where this is what was read. An error beside the data: reading it again failed; beside
 * undefined: it was never read.
 */
export function drawn(
  part: ReactNode,
  readOf: (trpc: ReturnType<typeof useTRPC>) => Read[] = () => [],
  search = "",
): string {
  function WithRead() {
    const client = useQueryClient();
    const cache = client.getQueryCache();
    // What failed is drawn as it failed, not as it is asked for anew.
    const { queries, ...others } = client.getDefaultOptions();
    client.setDefaultOptions({ ...others, queries: { ...queries, retryOnMount: false } });
    for (const [queryKey, data, error] of readOf(useTRPC()))
      cache
        .build(client, { queryKey })
        .setState({ data, error: error ?? null, status: error ? "error" : "success" });
    return part;
  }
  return renderToStaticMarkup(
    h(
      AppRouterContext,
      { value: {} as never },
      h(
        SearchParamsContext,
        { value: new URLSearchParams(search) },
        h(DataProvider, null, h(WithRead)),
      ),
    ),
  );
}
