"use client";

import { Database, Plus } from "lucide-react";
import { ListBody } from "../ui/list-body.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { usePages } from "../ui/use-pages.ts";
import { formatBytes, formatCount } from "../ui/format.ts";
import { ROW_CLASS, RowLink } from "../ui/row-link.tsx";
import { useCan } from "../shell/use-can.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { AddDialog } from "./add-dialog.tsx";
import { ClassificationBadges } from "./classification.tsx";
import type { DatasetRow } from "./types.ts";

/** The registered datasets, each with its newest version. */
export function DatasetsList() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const mayWrite = useCan("datasets.write");
  const input = { limit: 50 };
  const list = usePages<DatasetRow>({
    queryKey: trpc.datasets.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.datasets.list.query({ ...input, cursor }, { signal }),
    refresh: REFRESH,
  });
  const { items } = list;
  const add = mayWrite && (
    <AddDialog
      trigger={
        <Button variant="primary" icon={<Plus aria-hidden />}>
          Add a dataset
        </Button>
      }
    />
  );
  return (
    <>
      <PageHeader title="Datasets" actions={items.length > 0 && add} />
      <Card flush>
        <ListBody
          query={list}
          count={items.length}
          what="datasets"
          empty={
            <EmptyState icon={<Database aria-hidden />} title="No datasets yet" actions={add}>
              A registered dataset has an owner, a purpose and a licence; each of its versions is
              kept for ever, so that a run can be repeated and a reviewer knows what a model has
              learned from.
            </EmptyState>
          }
        >
          <Rows items={items} />
        </ListBody>
      </Card>
    </>
  );
}

function Rows({ items }: { items: readonly DatasetRow[] }) {
  return (
    <Table caption="Datasets, by name">
      <thead>
        <tr>
          <Th>Dataset</Th>
          <Th>Classification</Th>
          <Th>Version</Th>
          <Th numeric>Rows</Th>
          <Th numeric>Columns</Th>
          <Th numeric>Size</Th>
          <Th>Added</Th>
          <Th>Owner</Th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ name, description, latest, ...row }) => (
          <tr key={name} className={ROW_CLASS}>
            <Td className="w-2/5 max-w-0 min-w-48 py-1.5">
              <RowLink href={`/datasets/${name}`}>{name}</RowLink>
              {description && <p className="text-muted truncate text-xs">{description}</p>}
            </Td>
            <Td>
              <ClassificationBadges
                classification={row.classification}
                personalData={row.personalData}
              />
            </Td>
            <Td>{latest ? `v${latest.number}` : "–"}</Td>
            <Td numeric>{latest ? formatCount(latest.rows) : "–"}</Td>
            <Td numeric>{latest ? formatCount(latest.columnCount) : "–"}</Td>
            <Td numeric className="whitespace-nowrap">
              {latest ? formatBytes(latest.bytes) : "–"}
            </Td>
            <Td className="whitespace-nowrap">{latest && <Time at={latest.createdAt} />}</Td>
            <Td className="whitespace-nowrap">{row.owner}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
