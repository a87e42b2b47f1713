"use client";

import { Inbox } from "lucide-react";
import { formatMetric } from "../evidence/format.ts";
import { metricTitle, sortedMetrics } from "../evidence/metrics.ts";
import { MoreButton } from "../evidence/more-button.tsx";
import { ROW_CLASS, RowLink } from "../evidence/row-link.tsx";
import { Loading, Problem } from "../evidence/states.tsx";
import { usePages } from "../evidence/use-pages.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import type { ReviewRow } from "./types.ts";

/** The inbox: what waits for me, what waits for others, what has been decided. */
export function ReviewsList() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { limit: 50, status: "all" as const };
  const reviews = usePages<ReviewRow>({
    queryKey: trpc.reviews.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.reviews.list.query({ ...input, cursor }, { signal }),
    refresh: 15_000,
  });
  const { items } = reviews;
  const open = items.filter(({ status }) => status === "open");
  const mine = open.filter(({ canDecide }) => canDecide);
  const others = open.filter(({ canDecide }) => !canDecide);
  const closed = items.filter(({ status }) => status !== "open");
  if (reviews.error && items.length === 0)
    return <Problem error={reviews.error} retry={reviews.refetch} />;
  return (
    <>
      <PageHeader title="Reviews" />
      {reviews.isPending ? (
        <Card flush>
          <Loading what="reviews" rows={6} />
        </Card>
      ) : items.length === 0 ? (
        <Card flush>
          <EmptyState
            icon={<Inbox aria-hidden />}
            title="No review has been asked for"
            actions={<LinkButton href="/pipelines">Open pipelines</LinkButton>}
          >
            A pipeline with a Review step stops there and asks here, with the evidence frozen. It
            waits as long as it takes.
          </EmptyState>
        </Card>
      ) : (
        <div className="flex flex-col gap-4">
          <Card title={`Waiting for you (${mine.length})`} flush>
            {mine.length === 0 ? (
              <p className="text-muted p-4 text-sm">Nothing waits for your decision.</p>
            ) : (
              <Rows reviews={mine} caption="Reviews that wait for your decision" />
            )}
          </Card>
          {others.length > 0 && (
            <Card
              title={`Waiting for others (${others.length})`}
              description="You wrote or started these, or your role does not decide."
              flush
            >
              <Rows reviews={others} caption="Reviews that wait for somebody else" />
            </Card>
          )}
          {closed.length > 0 && (
            <Card title="Decided" flush>
              <Rows reviews={closed} caption="Decided reviews, newest first" />
              <MoreButton query={reviews} />
            </Card>
          )}
          {closed.length === 0 && <MoreButton query={reviews} />}
        </div>
      )}
    </>
  );
}

function Rows({ reviews, caption }: { reviews: readonly ReviewRow[]; caption: string }) {
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th className="w-[16%]">State</Th>
          <Th className="w-[26%]">Review</Th>
          <Th className="w-[15%]">Main metric</Th>
          <Th className="w-[13%]">Pipeline</Th>
          <Th className="w-[13%]">Started by</Th>
          <Th className="w-[17%]">{reviews[0]?.status === "open" ? "Waiting since" : "Decided"}</Th>
        </tr>
      </thead>
      <tbody>
        {reviews.map((review) => (
          <tr key={review.id} className={ROW_CLASS}>
            <Td>
              <div className="flex">
                <StatusBadge status={review.status} />
              </div>
            </Td>
            <Td>
              <RowLink href={`/reviews/${review.id}`}>{review.title}</RowLink>
              {review.title !== nameOf(review) && (
                <span className="text-muted block text-xs">{nameOf(review)}</span>
              )}
            </Td>
            <Td className="whitespace-nowrap tabular-nums">
              <MainMetric metrics={review.metrics} />
            </Td>
            <Td className="whitespace-nowrap">{review.pipeline}</Td>
            <Td className="whitespace-nowrap">{review.startedBy.name}</Td>
            <Td className="whitespace-nowrap">
              <When review={review} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function nameOf({ model, version }: ReviewRow): string {
  return `${model} version ${version}`;
}

function MainMetric({ metrics }: { metrics: Record<string, unknown> }) {
  const main = sortedMetrics(metrics)[0];
  return main ? (
    <>
      <span className="text-muted text-xs">{metricTitle(main[0])}</span> {formatMetric(main[1])}
    </>
  ) : null;
}

function When({ review }: { review: ReviewRow }) {
  if (review.status === "open") return <Time at={review.openedAt} />;
  return (
    <>
      {review.decidedAt && <Time at={review.decidedAt} />}
      {review.decision && (
        <span className="text-muted text-xs"> by {personName(review.decision.by)}</span>
      )}
    </>
  );
}

function personName(person: string | { name: string }): string {
  return typeof person === "string" ? person : person.name;
}
