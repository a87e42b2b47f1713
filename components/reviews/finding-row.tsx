"use client";

import Link from "next/link";
import { useRef, useState } from "react";
import { CommentButton } from "../comments/comment-button.tsx";
import { useCan } from "../shell/use-can.ts";
import { useMe } from "../shell/use-me.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import { ChangeFinding } from "./change-finding.tsx";
import { FindingDialog } from "./finding-dialog.tsx";
import { ReopenFinding } from "./reopen-finding.tsx";
import { SeverityBadge } from "./severity.tsx";
import type { Review } from "./types.ts";

type Finding = Review["findings"][number];
type Act = "answer" | "close" | "change" | "reopen";

const VERBS: Record<Act, string> = {
  answer: "Answer",
  change: "Change",
  close: "Close",
  reopen: "Open again",
};

/** What was found and what would put it right, whose it is and by when, what came of it, and what the reader may do about it. */
export function FindingRow({ finding, review }: { finding: Finding; review: Review }) {
  const [act, setAct] = useState<Act | null>(null);
  // Stays, whichever of its buttons goes with what one has done.
  const row = useRef<HTMLLIElement>(null);
  const acts = useActs(finding, review);
  const isOwn = finding.reviewId === review.id;
  // Each review counts its own: another version's has the same number.
  const name = `F${finding.number}${isOwn ? "" : ` of version ${finding.version}`}`;
  const dialog = { finding, focusAfter: row, onClose: () => setAct(null) };
  return (
    <li
      ref={row}
      tabIndex={-1}
      aria-label={`Finding ${name}`}
      className="border-line flex flex-col gap-1 border-b px-4 py-2.5 text-sm -outline-offset-2 last:border-0"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="text-muted w-7 tabular-nums">F{finding.number}</span>
        <SeverityBadge severity={finding.severity} />
        <StatusBadge status={finding.state} />
        {finding.condition && <Badge tone="accent">Condition</Badge>}
        <span className={cx("min-w-0 font-medium", finding.state === "closed" && "text-muted")}>
          {finding.title}
        </span>
        <span className="ml-auto flex items-center gap-1">
          {acts.map((one) => (
            <Button
              key={one}
              size="sm"
              variant="ghost"
              aria-label={`${VERBS[one]} ${name}`}
              onClick={() => setAct(one)}
            >
              {VERBS[one]}
            </Button>
          ))}
          {isOwn && (
            <CommentButton
              anchor="finding"
              anchorKey={finding.id}
              title={`finding F${finding.number}`}
            />
          )}
        </span>
      </div>
      {finding.description && (
        <p className="pl-9 break-words whitespace-pre-wrap">{finding.description}</p>
      )}
      <Story finding={finding} isOwn={isOwn} />
      {(act === "answer" || act === "close") && (
        <FindingDialog {...dialog} act={act} review={review} />
      )}
      {act === "change" && <ChangeFinding {...dialog} />}
      {act === "reopen" && <ReopenFinding {...dialog} />}
    </li>
  );
}

/** What the reader may do. The server decides: this only spares them a form that would be refused. */
function useActs(finding: Finding, review: Review): Act[] {
  const me = useMe()?.user.id;
  const mayAnswer = useCan("reviews.comment");
  const mayDecide = useCan("reviews.decide");
  const isOwner = finding.owner.id === me;
  const isMaker =
    finding.version === review.model.version && me !== undefined && review.makers.includes(me);
  if (finding.state === "closed") return mayDecide ? ["reopen"] : [];
  if (isOwner) return mayAnswer ? ["answer"] : [];
  return mayDecide && !isMaker ? ["change", "close"] : [];
}

function Story({ finding, isOwn }: { finding: Finding; isOwn: boolean }) {
  const { remedy, title, owner, dueAt, isOverdue, raisedBy, version, answer, retest } = finding;
  return (
    <p className="text-muted pl-9 text-xs break-words">
      {remedy && remedy !== title && <span className="text-fg">{remedy} </span>}
      {owner.name}
      {dueAt && (
        <span className={isOverdue ? "text-danger" : undefined}>
          , {isOverdue ? "overdue, was due " : "due "}
          <Time at={dueAt} />
        </span>
      )}
      ; raised by {raisedBy.name}
      {!isOwn && ` on version ${version}`}
      {answer && `. Answered: ${answer}`}
      {retest && (
        <>
          {" (retest: "}
          <Link href={`/runs/${retest.runId}`} className="text-accent hover:underline">
            {retest.runId}
          </Link>
          )
        </>
      )}
      {finding.closedBy && `. Closed by ${finding.closedBy.name}: ${finding.closingNote ?? ""}`}
    </p>
  );
}
