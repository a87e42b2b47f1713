import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";
import { formatCount, formatDuration, formatNumber } from "../ui/format.ts";
import { Badge } from "../ui/badge.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import type { Queue } from "./types.ts";
import { isUnserved } from "./unserved.tsx";

type Limit = inferRouterOutputs<AppRouter>["limits"]["list"]["items"][number];

/** Queues by name: who polls them, what waits, and how fast it comes and goes. */
export function QueuesTable({
  queues,
  limits,
}: {
  queues: readonly Queue[];
  limits: readonly Limit[];
}) {
  const limitOf = new Map(limits.map(({ key, limit }) => [key, limit]));
  return (
    <Table caption="Queues by name">
      <thead>
        <tr>
          <Th>Queue</Th>
          <Th>Served by</Th>
          <Th numeric>Running</Th>
          <Th numeric>Slots</Th>
          <Th numeric>Limit</Th>
          <Th numeric>Backlog</Th>
          <Th numeric>Oldest</Th>
          <Th numeric>Added per s</Th>
          <Th numeric>Taken per s</Th>
        </tr>
      </thead>
      <tbody>
        {queues.map((queue) => (
          <tr key={queue.queue}>
            <Td>
              <code className="font-medium">{queue.queue}</code>
            </Td>
            <Td className="whitespace-nowrap">
              {isUnserved(queue) ? (
                <StatusBadge status="unserved" />
              ) : (
                <>
                  {queue.workers} {queue.workers === 1 ? "worker" : "workers"}
                  {queue.pollers === 0 && queue.workers > 0 && (
                    <Badge className="ml-2" tone="warn">
                      not polling yet
                    </Badge>
                  )}
                </>
              )}
            </Td>
            <Td numeric>{formatCount(queue.running)}</Td>
            <Td numeric>{formatCount(queue.slots)}</Td>
            <Td numeric>{limitOf.get(`queue:${queue.queue}`) ?? <Nothing word="none" />}</Td>
            <Td numeric>
              {queue.backlog === null ? <Nothing word="not known" /> : formatCount(queue.backlog)}
            </Td>
            <Td numeric>
              {queue.backlog && queue.backlogAgeMs !== null ? (
                formatDuration(queue.backlogAgeMs)
              ) : (
                <Nothing word="–" />
              )}
            </Td>
            <Td numeric>{rate(queue.addRate)}</Td>
            <Td numeric>{rate(queue.dispatchRate)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function rate(perSecond: number | null) {
  return perSecond === null ? (
    <Nothing word="not known" />
  ) : (
    formatNumber(Number(perSecond.toFixed(2)))
  );
}

function Nothing({ word }: { word: string }) {
  return <span className="text-muted">{word}</span>;
}
