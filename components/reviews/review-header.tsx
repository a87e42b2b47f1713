import { CalendarClock, Layers, ShieldCheck, ShieldQuestionMark } from "lucide-react";
import type { ReactNode } from "react";
import { dateTime } from "../ui/format.ts";
import { withConditions } from "../../workflows/core/version-words.ts";
import { Badge } from "../ui/badge.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import type { Review } from "./types.ts";
import { openConditions, overrideWords, TIER_WORDS } from "./words.ts";

const TIER_TONES = { unassessed: "neutral", low: "ok", medium: "warn", high: "danger" } as const;

/** What is reviewed, how risky it is, which round, and by when. */
export function ReviewHeader({ review, actions }: { review: Review; actions?: ReactNode }) {
  const { model, author, startedBy, tier, round, dueAt } = review;
  const name = `${model.name} version ${model.version}`;
  const subject = review.title === name ? "" : `${name}. `;
  const who =
    author.id === startedBy.id
      ? `Written and started by ${author.name}`
      : `Written by ${author.name}, started by ${startedBy.name}`;
  const others =
    review.otherMakers.length > 0
      ? `, made with ${review.otherMakers.map(({ name: other }) => other).join(", ")}`
      : "";
  const override = review.risk?.override;
  const instead = override ? ` ${overrideWords(tier, override)} ${override.reason}` : "";
  const open = openConditions(review);
  const again = review.kind === "re-review" ? "Reviewed again. " : "";
  return (
    <PageHeader
      title={review.title}
      breadcrumbs={[{ href: "/reviews", label: "Reviews" }]}
      meta={
        <>
          <StatusBadge status={review.status} note={open > 0 && withConditions(open)} />
          <Badge
            tone={TIER_TONES[tier]}
            icon={
              tier === "unassessed" ? (
                <ShieldQuestionMark aria-hidden />
              ) : (
                <ShieldCheck aria-hidden />
              )
            }
          >
            {tier === "unassessed" ? "Risk not assessed" : TIER_WORDS[tier]}
          </Badge>
          <Badge icon={<Layers aria-hidden />}>Round {round}</Badge>
          {review.status === "open" && dueAt && (
            <Badge
              tone={review.isOverdue ? "danger" : "neutral"}
              icon={<CalendarClock aria-hidden />}
            >
              {review.isOverdue ? "Overdue, was due " : "Due "}
              <Time at={dueAt} />
            </Badge>
          )}
        </>
      }
      description={`${again}${subject}${who}${others}; opened ${dateTime(review.openedAt)}.${instead}`}
      actions={
        <>
          <LinkButton href={`/models/${model.name}/${model.version}`}>Open version</LinkButton>
          <LinkButton
            href={`/runs/${review.run.id}${review.node === null ? "" : `?step=${review.node}`}`}
          >
            Open run
          </LinkButton>
          {actions}
        </>
      }
    />
  );
}
