"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageSquare } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useRef } from "react";
import { CommentsProvider } from "../comments/comments-provider.tsx";
import { useComments } from "../comments/use-comments.ts";
import { Loading, PageProblem } from "../ui/states.tsx";
import { ExportMenu } from "../exports/export-menu.tsx";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { ScrollToHash } from "../ui/scroll-to-hash.tsx";
import { DecidedCard } from "./decided-card.tsx";
import { DecidersCard } from "./deciders-card.tsx";
import { DecisionBox } from "./decision-box.tsx";
import { EvidenceSections, sectionsOf } from "./evidence-sections.tsx";
import { ReviewHeader } from "./review-header.tsx";
import { StageProgress } from "./stage-progress.tsx";
import { StaleBanner } from "./stale-banner.tsx";
import { Summary } from "./summary.tsx";
import type { Review } from "./types.ts";

/** A review: what one has to know first, the decision beside it, then the frozen evidence in all its detail. */
export function ReviewPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const thread = useSearchParams().get("thread");
  const decision = useRef<HTMLElement>(null);
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
  return (
    <CommentsProvider reviewId={id} thread={thread}>
      <ReviewHeader
        review={review}
        actions={
          <>
            <ExportMenu review={review.id} model={review.model} />
            <AllComments />
          </>
        }
      />
      <StageProgress review={review} />
      <StaleBanner review={review} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_21rem] 2xl:grid-cols-[minmax(0,1fr)_24rem]">
        <Summary review={review} />
        <div className="flex flex-col gap-4 xl:col-start-2 xl:row-span-2 xl:row-start-1 xl:self-stretch">
          {/* Stays, whatever takes the place of the buttons: it has the focus when one has decided. */}
          <section
            ref={decision}
            tabIndex={-1}
            aria-label="Decision"
            className="flex flex-col gap-4 rounded-lg"
          >
            {review.status === "open" ? (
              <>
                <DecisionBox review={review} place={decision} />
                <DecidersCard review={review} />
              </>
            ) : (
              <DecidedCard review={review} />
            )}
          </section>
          <Contents review={review} />
        </div>
        <EvidenceSections review={review} />
      </div>
      <ScrollToHash />
    </CommentsProvider>
  );
}

function AllComments() {
  const comments = useComments();
  if (!comments) return null;
  const open = comments.threads.filter(({ resolvedAt }) => resolvedAt === null).length;
  return (
    <Button icon={<MessageSquare aria-hidden />} onClick={() => comments.show(null)}>
      Comments{open > 0 && ` (${open})`}
    </Button>
  );
}

function Contents({ review }: { review: Review }) {
  return (
    <nav aria-label="In detail" className="hidden text-sm xl:sticky xl:top-4 xl:block">
      <p className="text-muted mb-1 text-xs">In detail</p>
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
  );
}
