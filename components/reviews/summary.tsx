"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { CommentButton } from "../comments/comment-button.tsx";
import { Prose } from "../documentation/prose.tsx";
import { Facts } from "../ui/facts.tsx";
import { unwrapped } from "../ui/format.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { ChangesList } from "./changes-list.tsx";
import { FiguresTable } from "./figures-table.tsx";
import { FindingsCard } from "./findings-card.tsx";
import { PreviousReview } from "./previous-review.tsx";
import { RequirementsTable } from "./requirements-table.tsx";
import type { Review } from "./types.ts";
import { frozenText } from "./words.ts";

/** The first screen: what one has to know before one decides. */
export function Summary({ review }: { review: Review }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.documentation.get.queryOptions({ modelVersionId: review.model.id }),
  );
  const section = (id: string) => data?.sections.find((one) => one.id === id);
  const isOpen = review.status === "open";
  // A closed review shows what was decided on.
  const textOf = (id: string) => {
    const found = section(id);
    return found && (isOpen ? found : frozenText(review, found))?.body;
  };
  const affected = section("affected");
  const waiting = (what: string) =>
    error ? <Problem error={error} retry={refetch} /> : <Loading what={what} rows={2} />;
  const affectedText = textOf("affected");
  const limits = textOf("limits");
  return (
    <div className="@container flex min-w-0 flex-col gap-4">
      <div className="grid gap-4 @3xl:grid-cols-2">
        <Card
          title="What it is for"
          actions={<CommentButton anchor="section" anchorKey="purpose" title="its purpose" />}
        >
          <div className="flex flex-col gap-3 text-sm">
            <p className="max-h-32 overflow-y-auto whitespace-pre-wrap">
              {unwrapped(review.intendedUse) ||
                "Not given: the Register step of the pipeline has a field for it."}
            </p>
            <div>
              <h3 className="text-muted text-xs">For whom, and who is affected</h3>
              {affectedText ? (
                <div className="max-h-24 overflow-y-auto">
                  <Prose text={affectedText} />
                </div>
              ) : (
                <div className="mt-1 max-h-32 overflow-y-auto">
                  {affected ? <Facts dense facts={affected.filled.facts} /> : "…"}
                </div>
              )}
            </div>
            {review.instructions && (
              <div>
                <h3 className="text-muted text-xs">What to look at</h3>
                <p className="max-h-24 overflow-y-auto whitespace-pre-wrap">
                  {unwrapped(review.instructions)}
                </p>
              </div>
            )}
          </div>
        </Card>
        <ChangesList review={review} />
      </div>
      {review.previous?.status === "changes-requested" && (
        <Card title="It came back">
          <div className="max-h-60 overflow-y-auto">
            <PreviousReview previous={review.previous} />
          </div>
        </Card>
      )}
      <RequirementsTable review={review} />
      <FiguresTable review={review} />
      <div className="grid gap-4 @3xl:grid-cols-2">
        <Card
          title="Data and its owners"
          actions={<CommentButton anchor="section" anchorKey="data" title="the data" />}
        >
          {data ? (
            <div className="max-h-48 overflow-y-auto">
              <Prose
                text={[section("data")?.filled.markdown, textOf("data")]
                  .filter(Boolean)
                  .join("\n\n")}
              />
            </div>
          ) : (
            waiting("data")
          )}
        </Card>
        <Card
          title="Known limits"
          actions={<CommentButton anchor="section" anchorKey="limits" title="the known limits" />}
        >
          {data ? (
            limits ? (
              <div className="max-h-48 overflow-y-auto">
                <Prose text={limits} />
              </div>
            ) : !isOpen ? (
              <p className="text-sm">Nobody had written down any.</p>
            ) : (
              <p className="text-sm">
                Nobody has written down any.{" "}
                <Link
                  href={`/models/${review.model.name}/${review.model.version}`}
                  className="text-accent underline"
                >
                  Complete the documentation
                </Link>{" "}
                of this version.
              </p>
            )
          ) : (
            waiting("limits")
          )}
        </Card>
      </div>
      <div id="findings" className="scroll-mt-4">
        <FindingsCard review={review} />
      </div>
    </div>
  );
}
