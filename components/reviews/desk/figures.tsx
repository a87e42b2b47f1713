"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useMemo, useState } from "react";
import type { ReviewFunction } from "../../../db/schema/auth.ts";
import type { AppRouter } from "../../../server/router.ts";
import { Chart } from "../../charts/chart.tsx";
import { Loading, Problem } from "../../ui/states.tsx";
import { useTRPC } from "../../trpc.tsx";
import { Card } from "../../ui/card.tsx";
import { Select } from "../../ui/select.tsx";
import { Table, Td, Th } from "../../ui/table.tsx";
import { FUNCTION_WORDS, TIER_WORDS } from "../words.ts";
import { weeksChart } from "./weeks-chart.ts";

type FiguresData = inferRouterOutputs<AppRouter>["desk"]["figures"];

const SPANS = { "30": "Last 30 days", "90": "Last 90 days", "365": "Last year" } as const;

/** How the reviewing goes: how long decisions take, how much comes back, what is late. */
export function Figures() {
  const trpc = useTRPC();
  const [days, setDays] = useState<keyof typeof SPANS>("90");
  const query = useQuery(
    trpc.desk.figures.queryOptions(
      { days: Number(days) },
      { placeholderData: (before) => before, refetchInterval: 60_000 },
    ),
  );
  if (query.error && !query.data) return <Problem error={query.error} retry={query.refetch} />;
  if (!query.data) return <Loading what="the figures" rows={5} />;
  const { data } = query;
  return (
    <div className="flex flex-col gap-4">
      <div className="w-40">
        <Select
          size="sm"
          aria-label="Over"
          value={days}
          onValueChange={setDays}
          options={Object.entries(SPANS).map(([value, label]) => ({
            value: value as keyof typeof SPANS,
            label,
          }))}
        />
      </div>
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-5">
        <Figure
          term="Time to decision"
          value={data.medianHours === null ? "–" : span(data.medianHours)}
          note={
            data.p90Hours === null
              ? "nothing was decided"
              : `median; 9 of 10 within ${span(data.p90Hours)}`
          }
        />
        <Figure
          term="Reopen rate"
          value={percent(data.reopened, data.decided)}
          note={`${data.reopened} of ${data.decided} decided came back`}
        />
        <Figure
          term="Approved"
          value={percent(data.approved, data.decided)}
          note={`${data.rejected} rejected, ${data.changesRequested} sent back`}
        />
        <Figure
          term="Waiting now"
          value={String(data.waiting)}
          note={`${data.opened} opened meanwhile`}
        />
        <Figure
          term="Overdue now"
          value={String(data.overdue)}
          note={
            data.overdue === 0 ? "every deadline is kept" : "behind their working-hours deadline"
          }
          danger={data.overdue > 0}
        />
      </dl>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Card>
          <Weeks data={data} />
        </Card>
        <div className="flex flex-col gap-4">
          <Card title="By tier" flush>
            {data.tiers.length === 0 ? (
              <Nothing />
            ) : (
              <Table caption="Time to decision by risk tier">
                <thead>
                  <tr>
                    <Th>Tier</Th>
                    <Th numeric>Decided</Th>
                    <Th numeric>Median</Th>
                  </tr>
                </thead>
                <tbody>
                  {data.tiers.map(({ tier, decided, medianHours }) => (
                    <tr key={tier}>
                      <Td>{TIER_WORDS[tier]}</Td>
                      <Td numeric>{decided}</Td>
                      <Td numeric>{span(medianHours)}</Td>
                    </tr>
                  ))}
                </tbody>
              </Table>
            )}
          </Card>
          <Card title="By function" flush>
            {data.functions.length === 0 ? (
              <Nothing />
            ) : (
              <Table caption="Decisions by what the deciders stood for">
                <thead>
                  <tr>
                    <Th>Function</Th>
                    <Th numeric>Decisions</Th>
                  </tr>
                </thead>
                <tbody>
                  {data.functions.map(({ function: stands, decisions }) => (
                    <tr key={stands ?? "any"}>
                      <Td>
                        {stands === null
                          ? "Any reviewer"
                          : (FUNCTION_WORDS[stands as ReviewFunction] ?? stands)}
                      </Td>
                      <Td numeric>{decisions}</Td>
                    </tr>
                  ))}
                </tbody>
              </Table>
            )}
          </Card>
        </div>
      </div>
    </div>
  );
}

function Nothing() {
  return <p className="text-muted p-4 text-sm">Nothing was decided in this time.</p>;
}

function Weeks({ data: { weeks } }: { data: FiguresData }) {
  const chart = useMemo(() => weeksChart(weeks), [weeks]);
  if (weeks.every(({ opened, decided }) => opened + decided === 0))
    return (
      <p className="text-muted text-sm">
        Nothing was opened or decided in this time. Choose a longer one.
      </p>
    );
  return <Chart {...chart} height={240} />;
}

function Figure(props: { term: string; value: string; note: string; danger?: boolean }) {
  const { term, value, note, danger = false } = props;
  return (
    <div className="bg-surface border-line shadow-card rounded-lg border p-4">
      <dt className="text-muted text-xs">{term}</dt>
      <dd
        className={`text-2xl font-semibold tracking-tight tabular-nums ${danger ? "text-danger" : ""}`}
      >
        {value}
      </dd>
      <dd className="text-muted text-xs">{note}</dd>
    </div>
  );
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((100 * part) / whole)} %`;
}

/** Hours in the unit that people would say. */
function span(hours: number): string {
  if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min`;
  if (hours < 48) return `${hours.toFixed(hours < 10 ? 1 : 0)} h`;
  return `${(hours / 24).toFixed(1)} d`;
}
