"use client";

import { Send } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { ListBody } from "../ui/list-body.tsx";
import { ROW_CLASS, RowLink } from "../ui/row-link.tsx";
import { usePages } from "../ui/use-pages.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Select } from "../ui/select.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { statusLook } from "../ui/status-look.ts";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { Target } from "./target.tsx";
import type { DeliveryRow } from "./types.ts";
import { deliveryTitle } from "../../workflows/core/delivery-words.ts";

const STATUSES: DeliveryRow["status"][] = ["pending", "sent", "failed"];
const ALL = "all";

/** Messages that runs sent, newest first, and whether they arrived. */
export function OutboxList() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const router = useRouter();
  const search = useSearchParams();
  // In the address: a filtered list can be sent to somebody.
  const status = STATUSES.find((known) => known === search.get("status"));
  const filter = (next: string) =>
    router.replace(next === ALL ? "/outbox" : `/outbox?status=${next}`, { scroll: false });
  const input = { limit: 50, ...(status ? { status } : {}) };
  const deliveries = usePages<DeliveryRow>({
    queryKey: trpc.notifications.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.notifications.list.query({ ...input, cursor }, { signal }),
    refresh: 10_000,
  });
  const { items } = deliveries;
  return (
    <>
      <PageHeader
        title="Deliveries"
        description="Webhooks and e-mails that runs sent, and whether they arrived."
        actions={
          <div className="w-36">
            <Select
              size="sm"
              aria-label="State"
              value={status ?? ALL}
              onValueChange={filter}
              options={[
                { value: ALL, label: "All states" },
                ...STATUSES.map((value) => ({ value, label: statusLook(value).label })),
              ]}
            />
          </div>
        }
      />
      <Card flush>
        <ListBody
          query={deliveries}
          count={items.length}
          what="deliveries"
          empty={
            status ? (
              <EmptyState
                icon={<Send aria-hidden />}
                title="No delivery is in this state"
                actions={<Button onClick={() => filter(ALL)}>Show all deliveries</Button>}
              >
                Choose another state.
              </EmptyState>
            ) : (
              <EmptyState
                icon={<Send aria-hidden />}
                title="Nothing has been sent yet"
                actions={
                  <LinkButton href="/pipelines" variant="primary">
                    Open pipelines
                  </LinkButton>
                }
              >
                Put a step that calls a webhook or sends an e-mail into a pipeline, for instance
                into its failure branch. Each message it sends appears here, with every attempt.
              </EmptyState>
            )
          }
        >
          <Rows items={items} />
        </ListBody>
      </Card>
    </>
  );
}

function Rows({ items }: { items: readonly DeliveryRow[] }) {
  return (
    <Table caption="Deliveries, newest first">
      <thead>
        <tr>
          <Th className="w-32">State</Th>
          <Th>Message</Th>
          <Th>To</Th>
          <Th>Run of</Th>
          <Th numeric>Attempts</Th>
          <Th>Created</Th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id} className={ROW_CLASS}>
            <Td>
              <div className="flex">
                <StatusBadge status={item.status} />
              </div>
            </Td>
            <Td className="max-w-0 min-w-64">
              <div className="flex min-w-0 flex-col py-1">
                <span className="truncate">
                  <RowLink href={`/outbox/${item.id}`}>{deliveryTitle(item)}</RowLink>
                </span>
                {item.subject && (
                  <span className="text-muted truncate text-xs" title={item.subject}>
                    {item.subject}
                  </span>
                )}
                {item.error && item.status === "failed" && (
                  <span className="text-muted truncate text-xs" title={item.error}>
                    {item.error}
                  </span>
                )}
              </div>
            </Td>
            <Td className="max-w-64">
              <Target {...item} />
            </Td>
            <Td className="whitespace-nowrap">
              <Link href={`/runs/${item.run.id}`} className="relative z-10 hover:underline">
                {item.run.pipeline}
              </Link>
            </Td>
            <Td numeric>{item.attempts}</Td>
            <Td className="whitespace-nowrap">
              <Time at={item.createdAt} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
