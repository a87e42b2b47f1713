"use client";

import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { CommentButton } from "../comments/comment-button.tsx";
import { dateTime } from "../ui/format.ts";
import { useCan } from "../shell/use-can.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { cx } from "../ui/cx.ts";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import { FindingDialog, type FindingAct } from "./finding-dialog.tsx";
import { RaiseFinding } from "./raise-finding.tsx";
import { scopeWords } from "./scope-words.ts";
import { SeverityBadge } from "./severity.tsx";
import type { Review } from "./types.ts";

type Finding = Review["findings"][number];

/** What has to be put right, conditions among it, and what need not hold for now. */
export function FindingsCard({ review }: { review: Review }) {
  const open = review.findings.filter(({ state }) => state !== "closed");
  const waivers = review.waivers.filter(({ refusedAt, revokedAt }) => !refusedAt && !revokedAt);
  return (
    <Card
      title="Findings and waivers"
      description={
        open.length === 0 ? "Nothing is open" : `${open.length} open of ${review.findings.length}`
      }
      actions={<RaiseFinding review={review} />}
      flush
    >
      {review.findings.length === 0 && waivers.length === 0 ? (
        <p className="text-muted px-4 py-3 text-sm">
          Nobody has found anything that has to be put right, and nothing is waived.
        </p>
      ) : (
        <ul>
          {review.findings.map((finding) => (
            <FindingRow key={finding.id} finding={finding} review={review} />
          ))}
          {waivers.map((waiver) => (
            <WaiverRow key={waiver.id} waiver={waiver} review={review} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function WaiverRow({ waiver, review }: { waiver: Review["waivers"][number]; review: Review }) {
  const { reason, requestedBy, approvedBy, expiresAt, hasEnded } = waiver;
  const [tone, word] = hasEnded
    ? (["neutral", "Waiver ended"] as const)
    : approvedBy
      ? (["warn", "Waived"] as const)
      : (["wait", "Waiver asked for"] as const);
  return (
    <li className="border-line flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2 text-sm last:border-0">
      <Badge tone={tone} icon={<CircleAlert aria-hidden />}>
        {word}
      </Badge>
      <span className="font-medium">{scopeWords(waiver, review)}</span>
      <span className="min-w-0 flex-1">{reason}</span>
      <span className="text-muted text-xs">
        {approvedBy ? `agreed by ${approvedBy.name}` : `by ${requestedBy.name}`}, until{" "}
        {dateTime(expiresAt)}
      </span>
    </li>
  );
}

function FindingRow({ finding, review }: { finding: Finding; review: Review }) {
  const [act, setAct] = useState<FindingAct | null>(null);
  const mayAnswer = useCan("reviews.comment");
  const mayClose = useCan("reviews.decide");
  const isOwn = finding.reviewId === review.id;
  return (
    <li className="border-line flex flex-col gap-1 border-b px-4 py-2.5 text-sm last:border-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="text-muted w-7 tabular-nums">F{finding.number}</span>
        <SeverityBadge severity={finding.severity} />
        <StatusBadge status={finding.state} />
        {finding.condition && <Badge tone="accent">Condition</Badge>}
        <span className={cx("min-w-0 font-medium", finding.state === "closed" && "text-muted")}>
          {finding.title}
        </span>
        <span className="ml-auto flex items-center gap-1">
          {finding.state !== "closed" && mayAnswer && (
            <Button size="sm" variant="ghost" onClick={() => setAct("answer")}>
              Answer
            </Button>
          )}
          {finding.state !== "closed" && mayClose && (
            <Button size="sm" variant="ghost" onClick={() => setAct("close")}>
              Close
            </Button>
          )}
          {isOwn && (
            <CommentButton
              anchor="finding"
              anchorKey={finding.id}
              title={`finding F${finding.number}`}
            />
          )}
        </span>
      </div>
      <p className="text-muted pl-9 text-xs">
        {finding.remedy && finding.remedy !== finding.title && (
          <span className="text-fg">{finding.remedy} </span>
        )}
        {finding.owner.name}
        {finding.dueAt && (
          <span className={finding.isOverdue ? "text-danger" : undefined}>
            , {finding.isOverdue ? "overdue, was due " : "due "}
            <Time at={finding.dueAt} />
          </span>
        )}
        ; raised by {finding.raisedBy.name}
        {!isOwn && ` on version ${finding.version}`}
        {finding.answer && `. Answered: ${finding.answer}`}
        {finding.retest && ` (retest: ${finding.retest.runId})`}
        {finding.closedBy && `. Closed by ${finding.closedBy.name}: ${finding.closingNote ?? ""}`}
      </p>
      {act && (
        <FindingDialog finding={finding} act={act} review={review} onClose={() => setAct(null)} />
      )}
    </li>
  );
}
