"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Facts } from "../../ui/facts.tsx";
import { dateTime } from "../../ui/format.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import { ApprovalMenu } from "./approval-menu.tsx";
import { Conditions } from "./conditions.tsx";
import { Happened } from "./happened.tsx";
import type { Approval, VersionName } from "./types.ts";
import { useOpenReview } from "./use-open-review.ts";
import { VersionBadge } from "./version-badge.tsx";
import { Waivers } from "./waivers.tsx";

/** How the approval of a version stands: by whom, until when, on what it hangs, what was told of it. */
export function ApprovalCard({ version, approval }: { version: VersionName; approval: Approval }) {
  const { review, aliases, conditions, waivers, events, past } = approval;
  return (
    <Card title="Approval" actions={<ApprovalMenu version={version} approval={approval} />}>
      <div className="flex flex-col gap-4">
        <ToReview version={version} approval={approval} />
        <Facts
          facts={[
            ["State", <ApprovalBadge key="state" approval={approval} />],
            ["Approved by", review && <Deciders key="by" review={review} />],
            ["Until", review && <Until key="until" {...approval} />],
            [
              "Aliases",
              aliases.length > 0 && (
                <span key="aliases" className="flex flex-wrap gap-1">
                  {aliases.map(({ alias }) => (
                    <Badge key={alias} tone="accent">
                      {alias}
                    </Badge>
                  ))}
                </span>
              ),
            ],
            ["If suspended", ON_SUSPENSION[approval.onSuspension]],
          ]}
        />
        {conditions.length > 0 && (
          <Section title="Conditions">
            <Conditions conditions={conditions} waivers={waivers} />
          </Section>
        )}
        {waivers.length > 0 && (
          <Section title="Waivers">
            <Waivers approval={approval} />
          </Section>
        )}
        {(events.length > 0 || past.length > 0) && (
          <Section title="What happened">
            <Happened events={events} past={past} />
          </Section>
        )}
      </div>
    </Card>
  );
}

/** The state of a version by its approval. */
export function ApprovalBadge({ approval }: { approval: Approval }) {
  const { status, changesRequested, conditions } = approval;
  return (
    <VersionBadge
      status={status}
      changesRequested={changesRequested !== null}
      openConditions={conditions.filter(({ closedAt }) => closedAt === null).length}
    />
  );
}

const ON_SUSPENSION = {
  block: "endpoints refuse to answer",
  warn: "endpoints answer with a warning",
};

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-line border-t pt-3">
      <h3 className="text-muted mb-2 text-xs font-medium">{title}</h3>
      {children}
    </section>
  );
}

function Deciders({ review }: { review: NonNullable<Approval["review"]> }) {
  return (
    <Link href={`/reviews/${review.id}`} className="text-accent hover:underline">
      {review.deciders.map(({ name }) => name).join(", ") || "review"}
    </Link>
  );
}

function Until({ approvedUntil, review }: Approval) {
  return (
    <>
      {approvedUntil ? dateTime(approvedUntil) : "without end"}
      {review && (
        <span className="text-muted block text-xs">since {dateTime(review.decidedAt)}</span>
      )}
    </>
  );
}

/** A review is due, the first or the next, and none is open. */
function ToReview({ version, approval }: { version: VersionName; approval: Approval }) {
  const { status, reReview, changesRequested, openReview, suspensions } = approval;
  const review = useOpenReview(version);
  const isFirst = status === "pending";
  if ((!isFirst && !reReview) || openReview || suspensions.length > 0) return null;
  const submit = review.may && (
    <Button size="sm" className="mt-2" pending={review.pending} onClick={review.open}>
      {isFirst ? "Submit for review" : "Review again"}
    </Button>
  );
  if (changesRequested)
    return (
      <Notice tone="warn" title={`${changesRequested.by?.name ?? "The review"} asked for changes`}>
        <Asked {...changesRequested} />
        {submit}
      </Notice>
    );
  return (
    <Notice
      tone={isFirst ? "info" : "warn"}
      title={isFirst ? "Nobody reviews this version" : "The next review is due"}
    >
      <p>{isFirst ? "It is not deployed before a review has approved it." : reReview?.why}</p>
      {submit}
    </Notice>
  );
}

/** What a reviewer wrote who sent the version back, when and in which review. */
function Asked({ reviewId, at, comment }: NonNullable<Approval["changesRequested"]>) {
  return (
    <>
      {comment && <p className="break-words whitespace-pre-wrap">“{comment}”</p>}
      <p className="text-muted text-xs">
        <Time at={at} />, in{" "}
        <Link href={`/reviews/${reviewId}`} className="text-accent underline">
          its review
        </Link>
      </p>
    </>
  );
}
