"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, X } from "lucide-react";
import { useMemo } from "react";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { formatCount, formatDuration } from "../ui/format.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { useNow } from "../ui/use-now.ts";
import { useTRPC } from "../trpc.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { KindIcon } from "./kind-icon.tsx";
import { nodeStates, withRetry, type NodeState } from "./live-state.ts";
import { isGoingOn, shownStatus, StatusLine } from "./status.tsx";
import { StepNotice } from "./step-notice.tsx";
import { StepTabs, type StepTab } from "./step-tabs.tsx";
import { elapsed } from "./timeline.ts";
import { itemWaitWords } from "./wait-words.ts";

const REFRESH = 2_000;

/** One item of a map: the steps inside it, and what came of the chosen one. */
export function ItemPanel({
  runId,
  map,
  index,
  inner,
  tab,
  onInner,
  onTab,
  onBack,
  onClose,
}: {
  runId: string;
  map: PlanNode;
  index: number;
  inner: string | null;
  tab: StepTab | null;
  onInner: (node: string) => void;
  onTab: (tab: StepTab) => void;
  onBack: () => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.runs.item.queryOptions(
      { id: runId, node: map.id, index },
      { refetchInterval: ({ state }) => (state.data?.finishedAt ? false : REFRESH) },
    ),
  );
  const item = query.data;
  const body = map.map?.body ?? [];
  const attempts = item?.steps;
  const over = item?.finishedAt != null;
  const states = useMemo(() => {
    const found = nodeStates(attempts ?? [], map.map?.body ?? []);
    if (over) return found;
    return new Map<string, NodeState>(
      (map.map?.body ?? []).map((step) => [step.id, withRetry(found.get(step.id)!, step)]),
    );
  }, [attempts, map, over]);
  const now = useNow(item !== undefined && !item.finishedAt);
  const chosen =
    body.find(({ id }) => id === inner) ??
    body.find(({ id }) => states.get(id)?.status === "failed") ??
    body.find(({ id }) => isGoingOn(states.get(id)!.status)) ??
    body[0];
  const state = chosen && states.get(chosen.id);
  return (
    <section
      aria-label={`Item ${index} of ${map.title}`}
      className="bg-surface flex h-full min-h-0 flex-col"
    >
      <header className="flex items-start gap-2 px-3 pt-3 pb-2">
        <IconButton
          size="sm"
          label="Back to the items"
          icon={<ArrowLeft aria-hidden />}
          onClick={onBack}
        />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-medium">
            Item {formatCount(index)} of {map.title}
          </h2>
          <p className="text-muted flex flex-wrap gap-x-3 text-xs">
            {item && <StatusLine status={item.status} />}
            {item?.label && <code className="min-w-0 break-all">{item.label}</code>}
            {item?.waits && <span>{itemWaitWords(item.waits, now)}</span>}
          </p>
        </div>
        <IconButton
          size="sm"
          label="Close the step"
          keys="Esc"
          icon={<X aria-hidden />}
          onClick={onClose}
        />
      </header>
      {query.error && !item ? (
        <div className="p-3">
          <Problem error={query.error} retry={query.refetch} />
        </div>
      ) : !item ? (
        <Loading what="item" />
      ) : (
        <>
          <ul aria-label="Steps of the item" className="border-line border-y">
            {body.map((step) => {
              const inside = states.get(step.id)!;
              const time = elapsed(inside, now);
              const isChosen = step.id === chosen?.id;
              return (
                <li key={step.id}>
                  <button
                    type="button"
                    aria-pressed={isChosen}
                    onClick={() => onInner(step.id)}
                    className={`hover:bg-hover grid h-8 w-full grid-cols-[minmax(0,1fr)_8rem_4.5rem] items-center gap-x-3 px-3 text-left text-sm ${isChosen ? "bg-selected" : ""}`}
                  >
                    <span className="flex min-w-0 items-center gap-2">
                      <KindIcon kind={step.kind} className="text-muted size-3.5 shrink-0" />
                      <span className="truncate">{step.title}</span>
                      <code className="text-muted min-w-0 truncate text-2xs">{step.id}</code>
                    </span>
                    <StatusLine status={shownStatus(inside, step)} />
                    <span className="text-muted text-right text-xs tabular-nums">
                      {time === null || inside.last?.cached ? "" : formatDuration(time)}
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
          {chosen && state && (
            <>
              <div className="pt-3">
                <StepNotice
                  runId={runId}
                  step={chosen}
                  state={state}
                  now={now}
                  blocked={undefined}
                  reviewHref={null}
                  childRuns={[]}
                />
              </div>
              <StepTabs
                key={chosen.id}
                runId={runId}
                step={chosen}
                item={String(index)}
                state={state}
                now={now}
                tab={tab}
                onTab={onTab}
              />
            </>
          )}
        </>
      )}
    </section>
  );
}
