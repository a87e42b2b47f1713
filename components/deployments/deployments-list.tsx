"use client";

import { Rocket } from "lucide-react";
import Link from "next/link";
import { ListBody } from "../ui/list-body.tsx";
import { formatCompact } from "../ui/format.ts";
import { ROW_CLASS, RowLink } from "../ui/row-link.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { usePages } from "../ui/use-pages.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import type { DeploymentRow } from "./types.ts";
import { latency } from "./latency.ts";
import { useTraffic } from "./use-traffic.ts";

/** Endpoints by name: what answers, how it is, and what came in the last day. */
export function DeploymentsList() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { limit: 50 };
  const deployments = usePages<DeploymentRow>({
    queryKey: trpc.deployments.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.deployments.list.query({ ...input, cursor }, { signal }),
    refresh: REFRESH,
  });
  const { items } = deployments;
  return (
    <>
      <PageHeader title="Deployments" />
      <Card flush>
        <ListBody
          query={deployments}
          count={items.length}
          what="deployments"
          empty={
            <EmptyState
              icon={<Rocket aria-hidden />}
              title="Nothing is in service yet"
              actions={<LinkButton href="/reviews">Open reviews</LinkButton>}
            >
              A Deploy step puts an approved model version into service under a name. Only approved
              versions can be deployed: the next step is a review.
            </EmptyState>
          }
        >
          <Table caption="Endpoints by name">
            <thead>
              <tr>
                <Th className="w-32">State</Th>
                <Th>Endpoint</Th>
                <Th>Points to</Th>
                <Th numeric>Revision</Th>
                <Th numeric>Requests, 24 h</Th>
                <Th numeric>p50</Th>
                <Th numeric>p95</Th>
                <Th>Deployed</Th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.name} className={ROW_CLASS}>
                  <Td>
                    <div className="flex">
                      <StatusBadge status={item.state} />
                    </div>
                  </Td>
                  <Td className="w-1/4 max-w-0 min-w-40">
                    <RowLink href={`/deployments/${item.name}`}>{item.name}</RowLink>
                  </Td>
                  <Td className="max-w-56">
                    <span className="flex items-center gap-2">
                      <Link
                        href={`/models/${item.model}/${item.version}`}
                        className="relative z-10 flex min-w-0 gap-1 hover:underline"
                        title={item.model}
                      >
                        <span className="truncate">{item.model}</span> v{item.version}
                      </Link>
                      {item.approval.status !== "approved" && (
                        <StatusBadge status={item.approval.status} />
                      )}
                    </span>
                  </Td>
                  <Td numeric>{item.revision}</Td>
                  <TrafficCells name={item.name} />
                  <Td className="whitespace-nowrap">
                    <Time at={item.deployedAt} />
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </ListBody>
      </Card>
    </>
  );
}

function TrafficCells({ name }: { name: string }) {
  const traffic = useTraffic(name);
  return (
    <>
      <Td numeric>{traffic ? formatCompact(traffic.count) : "–"}</Td>
      <Td numeric className="whitespace-nowrap">
        {latency(traffic?.p50)}
      </Td>
      <Td numeric className="whitespace-nowrap">
        {latency(traffic?.p95)}
      </Td>
    </>
  );
}
