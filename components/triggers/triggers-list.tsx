"use client";

import { Zap } from "lucide-react";
import Link from "next/link";
import { ListBody } from "../ui/list-body.tsx";
import { usePages } from "../ui/use-pages.ts";
import { ROW_CLASS, RowLink } from "../ui/row-link.tsx";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { TriggerKind } from "./kinds.tsx";
import { NotMoved } from "./not-moved.tsx";
import { stateOf } from "./state-of.ts";
import type { TriggerRow, TriggersNotMoved } from "./types.ts";

/** How often the list is read again, in milliseconds. */
const REFRESH = 10_000;

/** What starts runs by itself: the triggers of all published versions. */
export function TriggersList() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { limit: 50 };
  const list = usePages<TriggerRow, TriggersNotMoved>({
    queryKey: trpc.triggers.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.triggers.list.query({ ...input, cursor }, { signal }),
    refresh: REFRESH,
  });
  const { items } = list;
  const notMoved = list.data?.pages[0]?.notMoved ?? [];
  return (
    <>
      <PageHeader
        title="Triggers"
        description="What starts runs by itself. Triggers are drawn in a pipeline and take effect with its published version."
      />
      <div className="flex flex-col gap-4">
        {notMoved.map((one) => (
          <NotMoved key={one.pipeline} {...one} />
        ))}
        <Card flush>
          <ListBody
            query={list}
            count={items.length}
            what="triggers"
            empty={
              <EmptyState
                icon={<Zap aria-hidden />}
                title="Nothing starts by itself yet"
                actions={
                  <LinkButton href="/pipelines" variant="primary">
                    Open pipelines
                  </LinkButton>
                }
              >
                A schedule, a webhook, a new dataset version, files in a folder, another pipeline or
                an approved model can start a run. Open a pipeline in the builder, add a trigger
                there, and publish it.
              </EmptyState>
            }
          >
            <Rows items={items} />
          </ListBody>
        </Card>
      </div>
    </>
  );
}

function Rows({ items }: { items: readonly TriggerRow[] }) {
  return (
    <Table caption="Triggers of the published versions">
      <thead>
        <tr>
          <Th className="w-32">State</Th>
          <Th>Trigger</Th>
          <Th>When</Th>
          <Th>Pipeline</Th>
          <Th>Next</Th>
          <Th>Last run</Th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id} className={ROW_CLASS}>
            <Td>
              <div className="flex" title={item.pauseNote ?? undefined}>
                <StatusBadge status={stateOf(item)} />
              </div>
            </Td>
            <Td className="max-w-64">
              <RowLink href={`/triggers/${item.id}`}>{item.title ?? item.name}</RowLink>
              <span className="text-muted block text-xs">
                <TriggerKind type={item.type} />
              </span>
            </Td>
            <Td className="min-w-56">
              {item.sentence}
              {item.cannotFire && (
                <span className="text-warn block text-xs break-words">{item.cannotFire}</span>
              )}
              {item.lastError && item.lastError !== item.cannotFire && (
                <span className="text-danger block text-xs break-words">
                  Refused: {item.lastError}
                </span>
              )}
            </Td>
            <Td className="max-w-48">
              <span className="flex items-baseline gap-1">
                <Link
                  href={`/pipelines/${item.pipeline}`}
                  className="relative z-10 truncate hover:underline"
                  title={item.pipeline}
                >
                  {item.pipeline}
                </Link>
                <span className="text-muted text-xs">v{item.version}</span>
              </span>
            </Td>
            <Td className="whitespace-nowrap">
              {item.nextAt ? <Time at={item.nextAt} /> : <span className="text-muted">–</span>}
            </Td>
            <Td className="whitespace-nowrap">
              <LastRun item={item} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function LastRun({ item: { lastRun, lastFiredAt } }: { item: TriggerRow }) {
  if (!lastRun || !lastFiredAt) return <span className="text-muted">never</span>;
  return (
    <Link
      href={`/runs/${lastRun.id}`}
      aria-label={`Run ${lastRun.id}`}
      className="relative z-10 inline-flex items-center gap-2 hover:underline"
    >
      <StatusBadge status={lastRun.status} />
      <Time at={lastFiredAt} />
    </Link>
  );
}
