"use client";

import { useQuery } from "@tanstack/react-query";
import { dateTime } from "../evidence/format.ts";
import { Loading, PageProblem } from "../evidence/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Decided } from "./decided.tsx";
import { DecisionBox } from "./decision-box.tsx";
import { EvidenceSections, sectionsOf } from "./evidence-sections.tsx";

/** A review: the frozen evidence in the order one reads it, and the decision beside it. */
export function ReviewPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.reviews.get.queryOptions({ id }, { refetchInterval: 15_000 }));
  if (query.error && !query.data)
    return (
      <PageProblem
        title="Review"
        back={{ href: "/reviews", label: "Reviews" }}
        error={query.error}
        retry={query.refetch}
      />
    );
  if (!query.data) return <Loading what="review" rows={8} />;
  const review = query.data;
  const { model, author, startedBy } = review;
  const name = `${model.name} version ${model.version}`;
  const subject = review.title === name ? "" : `${name}. `;
  const who =
    author.id === startedBy.id
      ? `Written and started by ${author.name}`
      : `Written by ${author.name}, started by ${startedBy.name}`;
  return (
    <>
      <PageHeader
        title={review.title}
        breadcrumbs={[{ href: "/reviews", label: "Reviews" }]}
        meta={<StatusBadge status={review.status} />}
        description={`${subject}${who}; opened ${dateTime(review.openedAt)}.`}
        actions={
          <>
            <LinkButton href={`/models/${model.name}/${model.version}`}>Open version</LinkButton>
            <LinkButton href={`/runs/${review.run.id}?step=${review.node}`}>Open run</LinkButton>
          </>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] 2xl:grid-cols-[minmax(0,1fr)_24rem]">
        <EvidenceSections review={review} />
        <div className="flex flex-col gap-4 lg:sticky lg:top-4">
          {review.status === "open" ? <DecisionBox review={review} /> : <Decided review={review} />}
          <nav aria-label="Evidence" className="hidden text-sm lg:block">
            <p className="text-muted mb-1 text-xs">Evidence</p>
            <ul className="flex flex-col">
              {sectionsOf(review).map(({ id: anchor, title }) => (
                <li key={anchor}>
                  <a
                    href={`#${anchor}`}
                    className="text-muted hover:text-fg border-line block border-l-2 py-0.5 pl-3 hover:underline"
                  >
                    {title}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </div>
    </>
  );
}
