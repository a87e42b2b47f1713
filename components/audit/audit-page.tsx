"use client";

import { Download, History, SearchX } from "lucide-react";
import { ListBody } from "../ui/list-body.tsx";
import { usePages } from "../ui/use-pages.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { buttonClass } from "../ui/button-class.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { AuditTable, type AuditEntry } from "./audit-table.tsx";
import { ChainState } from "./chain-state.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { queryOf, useFilters } from "./use-filters.ts";

/** Who did what, when, to what, and why; newest first. */
export function AuditPage() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { filters, clear } = useFilters();
  const mayExport = useCan("audit.export");
  const input = { limit: 50, ...filters };
  const log = usePages<AuditEntry>({
    queryKey: trpc.audit.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.audit.list.query({ ...input, cursor }, { signal }),
    refresh: 30_000,
  });
  const query = queryOf(filters);
  return (
    <>
      <PageHeader
        title="Audit"
        description="Every change, by whom, and why. Each entry stands on the hash of the one before, and the ends are signed: a changed, removed or moved one is found."
        actions={
          mayExport && (
            <a
              href={`/api/audit/export${query ? `?${query}` : ""}`}
              download
              className={buttonClass("secondary", "md")}
            >
              <Download aria-hidden />
              {query ? "Export these" : "Export"}
            </a>
          )
        }
      />
      <ChainState />
      <FilterBar />
      <Card flush>
        <ListBody
          query={log}
          count={log.items.length}
          what="the record"
          empty={
            query ? (
              <EmptyState
                icon={<SearchX aria-hidden />}
                title="No entry fits"
                actions={
                  <Button size="sm" onClick={clear}>
                    Clear all filters
                  </Button>
                }
              >
                Nothing in the record has all that is asked for. Leave a filter out.
              </EmptyState>
            ) : (
              <EmptyState icon={<History aria-hidden />} title="Nothing is recorded yet">
                What people and runs change appears here: pipelines published, runs started, reviews
                decided, models deployed.
              </EmptyState>
            )
          }
        >
          <div aria-busy={log.isPlaceholderData} className="aria-busy:opacity-60">
            <AuditTable items={log.items} />
          </div>
        </ListBody>
      </Card>
    </>
  );
}
