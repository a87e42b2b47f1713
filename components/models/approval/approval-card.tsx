"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Facts } from "../../ui/facts.tsx";
import { dateTime } from "../../ui/format.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Notice } from "../../ui/notice.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { ApprovalMenu } from "./approval-menu.tsx";
import { Conditions } from "./conditions.tsx";
import { Happened } from "./happened.tsx";
import type { Approval, VersionName } from "./types.ts";
import { useOpenReview } from "./use-open-review.ts";
import { Waivers } from "./waivers.tsx";

/** How the approval of a version stands: by whom, until when, on what it hangs, what was told of it. */
export function ApprovalCard({ version, approval }: { version: VersionName; approval: Approval }) {
  const { status, review, aliases, conditions, waivers, events, past } = approval;
  return (
    <Card title="Approval" actions={<ApprovalMenu version={version} approval={approval} />}>
      <div className="flex flex-col gap-4">
        <ToReview version={version} approval={approval} />
        <Facts
          facts={[
            ["State", <StatusBadge key="state" status={status} />],
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
  const { status, reReview, openReview, suspensions } = approval;
  const review = useOpenReview(version);
  const isFirst = status === "pending";
  if ((!isFirst && !reReview) || openReview || suspensions.length > 0) return null;
  return (
    <Notice
      tone={isFirst ? "info" : "warn"}
      title={isFirst ? "Nobody reviews this version" : "The next review is due"}
      actions={
        review.may && (
          <Button size="sm" pending={review.pending} onClick={review.open}>
            {isFirst ? "Submit for review" : "Review again"}
          </Button>
        )
      }
    >
      {isFirst ? "It is not deployed before a review has approved it." : reReview?.why}
    </Notice>
  );
}
