"use client";

import { useQuery } from "@tanstack/react-query";
import { Cpu } from "lucide-react";
import { plural } from "../ui/format.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { QueuesTable } from "./queues-table.tsx";
import { Unserved } from "./unserved.tsx";
import { WorkersTable } from "./workers-table.tsx";

const REFRESH = 3_000;

/** Who does the work: the queues that steps wait in, and the processes that take them. */
export function WorkersPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.workers.list.queryOptions(undefined, { refetchInterval: REFRESH }));
  const limits = useQuery(
    trpc.limits.list.queryOptions(undefined, { refetchInterval: REFRESH * 3 }),
  );
  const alive = query.data?.workers.filter((worker) => worker.alive).length ?? 0;
  return (
    <>
      <PageHeader
        title="Workers"
        meta={
          query.data && (
            <span className="text-muted text-sm">
              {plural(alive, "process", "processes")} alive
            </span>
          )
        }
        actions={<LinkButton href="/settings#limits">Limits</LinkButton>}
      />
      {query.error && !query.data ? (
        <Problem error={query.error} retry={query.refetch} />
      ) : !query.data ? (
        <Loading what="workers" rows={8} />
      ) : (
        <div className="flex flex-col gap-4">
          <Unserved queues={query.data.queues} />
          <Card
            title="Queues"
            description="Steps wait in a queue until a worker that polls it has a free slot."
            flush
          >
            <QueuesTable queues={query.data.queues} limits={limits.data?.items ?? []} />
          </Card>
          <Card title="Processes" flush>
            {query.data.workers.length === 0 ? (
              <EmptyState
                icon={<Cpu aria-hidden />}
                title="No worker has reported in the last hour"
              >
                <p className="mb-3">
                  Runs can be started and wait. <code>npm start</code> brings a worker up by itself;
                  on another machine, start one with:
                </p>
                <CodeBlock
                  code="npx penstock worker"
                  copyLabel="Copy command"
                  className="text-left"
                />
              </EmptyState>
            ) : (
              <WorkersTable workers={query.data.workers} newest={query.data.newest} />
            )}
          </Card>
        </div>
      )}
    </>
  );
}
