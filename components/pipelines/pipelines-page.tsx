"use client";

import { FileUp, Plus, Workflow } from "lucide-react";
import { ListBody } from "../evidence/list-body.tsx";
import { usePages } from "../evidence/use-pages.ts";
import { plural } from "../evidence/format.ts";
import { ROW_CLASS, RowLink } from "../evidence/row-link.tsx";
import { useCan } from "../shell/use-can.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { cx } from "../ui/cx.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { Gallery } from "./gallery.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { NewDialog } from "./new-dialog.tsx";
import type { PipelineRow } from "./types.ts";

/** All pipelines of the workspace, and the gallery to begin from. */
export function PipelinesPage() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const mayWrite = useCan("pipelines.write");
  const input = { limit: 50 };
  const list = usePages<PipelineRow>({
    queryKey: trpc.pipelines.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.pipelines.list.query({ ...input, cursor }, { signal }),
    refresh: 15_000,
  });
  const { items } = list;
  return (
    <>
      <PageHeader
        title="Pipelines"
        meta={
          items.length > 0 && (
            <span className="text-muted text-sm">
              {list.hasNextPage ? `${items.length}+` : plural(items.length, "pipeline")}
            </span>
          )
        }
        actions={mayWrite && <Actions />}
      />
      <Card flush>
        <ListBody
          query={list}
          count={items.length}
          what="pipelines"
          empty={<Empty mayWrite={mayWrite} />}
        >
          <Rows items={items} />
        </ListBody>
      </Card>
      <Gallery mayOpen={mayWrite} />
    </>
  );
}

function Actions() {
  return (
    <>
      <ImportDialog trigger={<Button icon={<FileUp aria-hidden />}>Import</Button>} />
      <NewDialog
        trigger={
          <Button variant="primary" icon={<Plus aria-hidden />}>
            New pipeline
          </Button>
        }
      />
    </>
  );
}

function Empty({ mayWrite }: { mayWrite: boolean }) {
  return (
    <EmptyState icon={<Workflow aria-hidden />} title="No pipelines yet">
      {mayWrite
        ? "Open one from the gallery below: it runs as it is on real data. Or draw a new one, or import a YAML file."
        : "A designer draws them; they appear here as soon as there is one."}
    </EmptyState>
  );
}

function Rows({ items }: { items: readonly PipelineRow[] }) {
  return (
    <Table caption="Pipelines, by name">
      <thead>
        <tr>
          <Th>Pipeline</Th>
          <Th>Version</Th>
          <Th>Last run</Th>
          <Th>Changed</Th>
          <Th>Author</Th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.name} className={ROW_CLASS}>
            <Td className="max-w-0 w-1/2 min-w-64 py-1.5">
              <div className="flex min-w-0 items-baseline gap-2">
                <span className={cx("shrink-0", item.title ? "max-w-3/4" : "max-w-full")}>
                  <RowLink href={`/pipelines/${item.name}`}>{item.title ?? item.name}</RowLink>
                </span>
                {item.title && <code className="text-muted truncate text-xs">{item.name}</code>}
              </div>
              {item.description && (
                <p className="text-muted truncate text-xs">{item.description.split("\n\n")[0]}</p>
              )}
            </Td>
            <Td className="whitespace-nowrap">
              <span className="flex items-center gap-2">
                {item.latestVersion === null ? (
                  <span className="text-muted">unpublished</span>
                ) : (
                  `v${item.latestVersion}`
                )}
                {item.hasDraft && item.latestVersion !== null && <Badge>your draft</Badge>}
              </span>
            </Td>
            <Td className="whitespace-nowrap">
              {item.lastRun ? (
                <span className="flex items-center gap-2">
                  <StatusBadge status={item.lastRun.status} />
                  <Time at={item.lastRun.createdAt} className="text-muted text-xs" />
                </span>
              ) : (
                <span className="text-muted">never</span>
              )}
            </Td>
            <Td className="whitespace-nowrap">
              <Time at={item.updatedAt} />
            </Td>
            <Td className="whitespace-nowrap">{item.createdBy.name}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
