"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, X } from "lucide-react";
import { useMemo } from "react";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { formatCount } from "../ui/format.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { useNow } from "../ui/use-now.ts";
import { useTRPC } from "../trpc.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { ItemSteps } from "./item-steps.tsx";
import { nodeStates, withRetry, type NodeState } from "./live-state.ts";
import { isGoingOn, StatusLine } from "./status.tsx";
import { StepNotice } from "./step-notice.tsx";
import { StepTabs, type StepTab } from "./step-tabs.tsx";
import type { Item } from "./types.ts";
import { itemWaitWords } from "./wait-words.ts";

const REFRESH = 2_000;
const NO_STEPS: readonly PlanNode[] = [];

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
  const body = map.map?.body ?? NO_STEPS;
  const states = useStates(item, body);
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
      <Head map={map} index={index} item={item} now={now} onBack={onBack} onClose={onClose} />
      {query.error && !item ? (
        <div className="p-3">
          <Problem error={query.error} retry={query.refetch} />
        </div>
      ) : !item ? (
        <Loading what="item" />
      ) : (
        <>
          <ItemSteps body={body} states={states} now={now} chosen={chosen?.id} onChoose={onInner} />
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

function Head({
  map,
  index,
  item,
  now,
  onBack,
  onClose,
}: {
  map: PlanNode;
  index: number;
  item: Item | undefined;
  now: number;
  onBack: () => void;
  onClose: () => void;
}) {
  return (
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
  );
}

/** How the item's steps stand; of those that will be tried again, when. */
function useStates(item: Item | undefined, body: readonly PlanNode[]) {
  const attempts = item?.steps;
  const over = item?.finishedAt != null;
  return useMemo(() => {
    const found = nodeStates(attempts ?? [], body);
    if (over) return found;
    return new Map<string, NodeState>(
      body.map((step) => [step.id, withRetry(found.get(step.id)!, step)]),
    );
  }, [attempts, body, over]);
}
