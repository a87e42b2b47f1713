"use client";

import { Zap } from "lucide-react";
import Link from "next/link";
import { ListBody } from "../ui/list-body.tsx";
import { dateTimeSeconds, exactTime } from "../ui/format.ts";
import { REFRESH } from "../ui/refresh.ts";
import { usePages } from "../ui/use-pages.ts";
import { factsInWords } from "../../workflows/core/trigger-words.ts";
import { triggerMoment } from "../runs/trigger-moment.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import type { Firing } from "./types.ts";

/** What a trigger did, newest first: each start with its run, each that did not come about with the reason. */
export function FiringsCard({ id }: { id: string }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { id, limit: 20 };
  const firings = usePages<Firing>({
    queryKey: trpc.triggers.firings.infiniteQueryKey(input),
    read: (cursor, signal) => client.triggers.firings.query({ ...input, cursor }, { signal }),
    refresh: REFRESH,
  });
  const { items } = firings;
  return (
    <Card title="Firings" flush>
      <ListBody
        query={firings}
        count={items.length}
        what="firings"
        empty={
          <EmptyState icon={<Zap aria-hidden />} title="It has not fired yet">
            Each firing appears here with its run, or with the reason why there is none.
          </EmptyState>
        }
      >
        <Table caption="Firings, newest first">
          <thead>
            <tr>
              <Th className="w-28">Outcome</Th>
              <Th>When</Th>
              <Th>Because of</Th>
              <Th>Run</Th>
            </tr>
          </thead>
          <tbody>
            {items.map((firing) => (
              <tr key={firing.key}>
                <Td>
                  <div className="flex">
                    <StatusBadge status={firing.outcome} />
                  </div>
                </Td>
                <Td className="whitespace-nowrap tabular-nums">
                  <time dateTime={firing.at} title={exactTime(firing.at)}>
                    {dateTimeSeconds(firing.at)}
                  </time>
                </Td>
                <Td className="min-w-40 break-words">
                  {firing.detail ?? factsInWords(firing.facts, triggerMoment())}
                </Td>
                <Td className="whitespace-nowrap">
                  {firing.runId ? (
                    <Link
                      href={`/runs/${firing.runId}`}
                      className="inline-flex items-center gap-2 hover:underline"
                    >
                      {firing.runStatus && <StatusBadge status={firing.runStatus} />}
                      <code className="text-muted text-xs">{firing.runId}</code>
                    </Link>
                  ) : (
                    <span className="text-muted">none</span>
                  )}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </ListBody>
    </Card>
  );
}
