"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { triggerSentence } from "../../workflows/core/trigger-words.ts";
import { ListBody } from "../ui/list-body.tsx";
import { ROW_CLASS, RowLink } from "../ui/row-link.tsx";
import { usePages } from "../ui/use-pages.ts";
import { useNow } from "../ui/use-now.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { UnservedSteps } from "../workers/unserved-steps.tsx";
import { isOver } from "./live-state.ts";
import { PlaceLine } from "./place-line.tsx";
import { NoRuns } from "./no-runs.tsx";
import { askedOf, readFilters, runsHref, type RunFilters } from "./run-filters.ts";
import { runWaitWords } from "./run-wait-words.ts";
import { RunsFilterBar } from "./runs-filter-bar.tsx";
import { runTimeWords } from "./timeline.ts";
import { TriggerLine } from "./trigger-line.tsx";
import { triggerMoment } from "./trigger-moment.ts";
import type { RunRow } from "./types.ts";
import { useFilterChoices } from "./use-filter-choices.ts";

/** How often the list is read again, in milliseconds: more often while something in it goes on. */
const REFRESH = { busy: 3_000, idle: 15_000 };

/** All runs, newest first, narrowed down by what the filters say. */
export function RunsList() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { filters, filter } = useFilters();
  const choices = useFilterChoices(filters);
  const input = { limit: 50, ...askedOf(filters, 0) };
  const runs = usePages<RunRow>({
    // A period up to now is one list, though each reading of it begins at another moment.
    queryKey: [...trpc.runs.list.infiniteQueryKey(input), filters.period],
    read: (cursor, signal) =>
      client.runs.list.query({ ...input, ...askedOf(filters, Date.now()), cursor }, { signal }),
    refresh: (shown) => (shown.some((run) => !isOver(run.status)) ? REFRESH.busy : REFRESH.idle),
  });
  const { items } = runs;
  const filtering = { filters, choices, onFilter: filter };
  return (
    <>
      <PageHeader title="Runs" actions={<RunsFilterBar {...filtering} />} />
      <UnservedSteps />
      <Card flush>
        <ListBody query={runs} count={items.length} what="runs" empty={<NoRuns {...filtering} />}>
          <RunRows runs={items} />
        </ListBody>
      </Card>
    </>
  );
}

export function RunRows({ runs }: { runs: readonly RunRow[] }) {
  const now = useNow(runs.some(({ status }) => !isOver(status)));
  return (
    <Table caption="Runs, newest first">
      <thead>
        <tr>
          <Th className="w-32">State</Th>
          <Th className="w-2/5">Pipeline</Th>
          <Th className="hidden xl:table-cell">Run</Th>
          <Th>Started by</Th>
          <Th>Created</Th>
          <Th numeric>Time</Th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id} className={ROW_CLASS}>
            <Td>
              <div className="flex">
                <StatusBadge status={run.status} />
              </div>
            </Td>
            <Td className="max-w-0 min-w-48">
              <div className="flex min-w-0 items-baseline gap-2">
                <RowLink href={`/runs/${run.id}`}>{run.name}</RowLink>
                <span className="text-muted shrink-0 text-xs">
                  {run.version === null ? "draft" : `v${run.version}`}
                </span>
              </div>
              {run.position ? (
                <div className="text-muted text-xs">
                  <PlaceLine place={run.position} />
                </div>
              ) : (
                run.waitsFor && (
                  <div className="text-muted line-clamp-2 text-xs break-words">
                    {runWaitWords(run.waitsFor, now)}
                  </div>
                )
              )}
              {run.error && (
                <div className="text-muted line-clamp-2 text-xs break-words" title={run.error}>
                  {run.error}
                </div>
              )}
            </Td>
            <Td className="hidden xl:table-cell">
              <code className="text-muted text-xs">{run.id}</code>
            </Td>
            <Td className="max-w-80">
              <StartedBy run={run} />
            </Td>
            <Td className="whitespace-nowrap">
              <Time at={run.createdAt} />
            </Td>
            <Td numeric className="whitespace-nowrap">
              {runTimeWords(run, now)}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** What started it, and who, where that is not said already. */
function StartedBy({ run: { trigger, startedBy } }: { run: RunRow }) {
  const sentence = triggerSentence(trigger, triggerMoment());
  return (
    <>
      <div className="line-clamp-2" title={sentence}>
        <TriggerLine trigger={trigger} />
      </div>
      {!sentence.includes(startedBy.name) && (
        <div className="text-muted text-xs">{startedBy.name}</div>
      )}
    </>
  );
}

/** The filters live in the address: a filtered list can be sent to somebody. */
function useFilters() {
  const router = useRouter();
  const filters = readFilters(useSearchParams());
  const filter = (next: RunFilters) => router.replace(runsHref(next), { scroll: false });
  return { filters, filter };
}
