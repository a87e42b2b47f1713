"use client";

import { useQuery } from "@tanstack/react-query";
import { ClipboardCheck, Inbox } from "lucide-react";
import { useState } from "react";
import { ListBody } from "../../ui/list-body.tsx";
import { usePages } from "../../ui/use-pages.ts";
import { useCan } from "../../shell/use-can.ts";
import { useTRPC, useTRPCClient } from "../../trpc.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Button } from "../../ui/button.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import type { QueueInput } from "../../../server/desk/schemas.ts";
import type { ReviewRow } from "../types.ts";
import { QueueFilters } from "./queue-filters.tsx";
import { QueueTable } from "./queue-table.tsx";
import { TriageBar } from "./triage-bar.tsx";
import { useFilters, type View } from "./use-filters.ts";

const WANTED: Record<View, Pick<QueueInput, "status" | "waitingFor">> = {
  mine: { status: "open", waitingFor: "me" },
  others: { status: "open", waitingFor: "others" },
  closed: { status: "closed" },
};

/** What waits for the reader, for others, and what is closed; several reviews can be given to somebody at once. */
export function Queue() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const filters = useFilters();
  const { view, tier, stands, overdue, sort, text } = filters;
  const mayTriage = useCan("reviews.triage");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const input = {
    limit: 50,
    ...WANTED[view],
    sort,
    ...(tier ? { tier: tier as NonNullable<QueueInput["tier"]> } : {}),
    ...(stands ? { stands: stands as NonNullable<QueueInput["stands"]> } : {}),
    ...(overdue ? { overdue } : {}),
    ...(text ? { text } : {}),
  };
  const reviews = usePages<ReviewRow>({
    queryKey: trpc.reviews.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.reviews.list.query({ ...input, cursor }, { signal }),
    refresh: 15_000,
  });
  const { data: counts } = useQuery(
    trpc.desk.counts.queryOptions(undefined, { refetchInterval: 15_000 }),
  );
  const { items } = reviews;
  // What has left the list meanwhile is not chosen any more.
  const selected = items.filter(({ id, status }) => status === "open" && chosen.has(id));
  const filtered = tier !== null || stands !== null || overdue || text !== "";
  return (
    <div className="flex flex-col gap-3">
      <QueueFilters filters={filters} counts={counts} />
      {selected.length > 0 && <TriageBar reviews={selected} done={() => setChosen(new Set())} />}
      <Card flush>
        <ListBody
          query={reviews}
          count={items.length}
          what="reviews"
          empty={
            <Empty
              view={view}
              filtered={filtered}
              others={counts?.others ?? 0}
              clear={() => filters.set({ tier: null, stands: null, overdue: null, text: null })}
              show={(next) => filters.set({ view: next })}
            />
          }
        >
          <QueueTable
            reviews={items}
            caption={CAPTIONS[view]}
            chosen={mayTriage && view !== "closed" ? chosen : null}
            onChoose={setChosen}
          />
        </ListBody>
      </Card>
    </div>
  );
}

const CAPTIONS: Record<View, string> = {
  mine: "Reviews that wait for your decision",
  others: "Reviews that wait for somebody else",
  closed: "Closed reviews, newest first",
};

function Empty(props: {
  view: View;
  filtered: boolean;
  others: number;
  clear: () => void;
  show: (view: View) => void;
}) {
  const { view, filtered, others, clear, show } = props;
  if (filtered)
    return (
      <EmptyState
        icon={<Inbox aria-hidden />}
        title="No review is like that"
        actions={<Button onClick={clear}>Clear the filters</Button>}
      >
        Nothing here fits all the filters at once.
      </EmptyState>
    );
  if (view === "mine" && others > 0)
    return (
      <EmptyState
        icon={<ClipboardCheck aria-hidden />}
        title="Nothing waits for you"
        actions={<Button onClick={() => show("others")}>See what waits for others</Button>}
      >
        {others === 1 ? "One review waits" : `${others} reviews wait`} for somebody else: a stage
        that you do not decide, or a model that you made.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<Inbox aria-hidden />}
      title={view === "closed" ? "No review has been closed yet" : "No review waits for a decision"}
      actions={<LinkButton href="/pipelines">Open pipelines</LinkButton>}
    >
      A pipeline with a Review step stops there and asks here, with the evidence frozen. It waits as
      long as it takes.
    </EmptyState>
  );
}
