"use client";

import { Check, MessageSquareWarning, X } from "lucide-react";
import Link from "next/link";
import { useState, type RefObject } from "react";
import { useKeptDraft } from "../shell/kept-draft.ts";
import { plural } from "../ui/format.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { ConditionsEditor, missingIn, type Condition } from "./conditions-editor.tsx";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import { ReviewMenu } from "./review-menu.tsx";
import { SHORTEST, SignDialog } from "./sign-dialog.tsx";
import type { Review } from "./types.ts";

const BUTTONS = [
  { outcome: "approved", variant: "primary", icon: <Check aria-hidden /> },
  {
    outcome: "changes-requested",
    variant: "secondary",
    icon: <MessageSquareWarning aria-hidden />,
  },
  { outcome: "rejected", variant: "danger", icon: <X aria-hidden /> },
] as const;

const NOTHING = { comment: "", conditions: [] };

/** What one has written for a decision, and the pack that one had read then. */
interface Written {
  comment: string;
  conditions: readonly Condition[];
  read: string;
}

/** Where a person decides, or reads why they may not. The server refuses whoever this box would. */
export function DecisionBox({
  review,
  place,
}: {
  review: Review;
  /** Where this box stands: focused when one has decided. */
  place: RefObject<HTMLElement | null>;
}) {
  const [written, setWritten] = useKeptDraft<Written>(`decision/${review.id}`);
  const { comment, conditions } = written ?? NOTHING;
  const [asking, setAsking] = useState<Outcome | null>(null);
  const [tried, setTried] = useState(false);
  // The page is read anew by itself; nobody signs other evidence than what they have looked at.
  const [read, setRead] = useState(written?.read ?? review.packHash);
  const write = (change: Partial<Written>) => setWritten({ comment, conditions, read, ...change });
  const isShort = comment.trim().length < SHORTEST;
  const isHalf = conditions.some((one) => Object.keys(missingIn(one)).length > 0);
  const ask = (outcome: Outcome) => {
    setTried(true);
    if (!isShort && (outcome !== "approved" || !isHalf)) setAsking(outcome);
  };
  const menu = <ReviewMenu review={review} place={place} onRecuse={() => setAsking("recused")} />;
  if (!review.canDecide)
    return (
      <Card title="Decision" actions={menu}>
        <Notice>{review.why ?? "You may not decide this review."}</Notice>
      </Card>
    );
  const dialog = asking && (
    <SignDialog
      review={review}
      outcome={asking}
      comment={comment}
      conditions={asking === "approved" ? conditions : []}
      onDecided={() => setWritten(null)}
      onClose={() => setAsking(null)}
      focusAfter={place}
    />
  );
  if (read !== review.packHash)
    return (
      <Card title="Your decision" actions={menu}>
        <Notice
          tone="warn"
          title={`Round ${review.round} has begun, on other evidence: look at it again`}
        >
          <p>What you wrote here stays.</p>
          <Button
            size="sm"
            className="mt-2"
            onClick={() => {
              setRead(review.packHash);
              if (written) write({ read: review.packHash });
              setAsking(null);
            }}
          >
            Decide on round {review.round}
          </Button>
        </Notice>
        {/* To step back one needs to have read nothing. */}
        {asking === "recused" && dialog}
      </Card>
    );
  const { unmet } = review;
  return (
    <Card
      title="Your decision"
      description={review.currentStage ? `At '${review.currentStage.title}'` : undefined}
      actions={menu}
    >
      <div className="flex flex-col gap-3">
        {unmet.length > 0 && (
          <Notice tone="warn" title="It cannot be approved yet">
            {unmet.map(({ title }) => title).join(", ")}: not there, too old or failed. Ask for it,
            or have it waived on the{" "}
            <Link
              href={`/models/${review.model.name}/${review.model.version}`}
              className="text-accent underline"
            >
              page of the version
            </Link>
            .
          </Notice>
        )}
        <Field
          label="Comment"
          description="Kept with the decision for ever: what convinced you, or what is missing."
          error={
            tried && isShort
              ? "Say in a few words why: the comment is kept with the decision."
              : undefined
          }
        >
          <Textarea
            rows={4}
            maxLength={10_000}
            value={comment}
            onChange={(event) => write({ comment: event.target.value })}
          />
        </Field>
        <ConditionsEditor
          conditions={conditions}
          author={review.author}
          tried={tried}
          onChange={(next) => write({ conditions: next })}
        />
        {tried && isHalf && (
          <p className="text-danger text-xs">
            Each condition needs what has to be done, an owner and when it is due.
          </p>
        )}
        <div className="flex flex-col gap-2">
          {BUTTONS.map(({ outcome, variant, icon }) => (
            <Button
              key={outcome}
              variant={variant}
              icon={icon}
              disabled={outcome === "approved" && unmet.length > 0}
              onClick={() => ask(outcome)}
            >
              {OUTCOMES[outcome].verb}
              {outcome === "approved" &&
                conditions.length > 0 &&
                ` with ${plural(conditions.length, "condition")}`}
            </Button>
          ))}
        </div>
        <p className="text-muted text-xs">
          You decide on the evidence pack <code>{review.packHash.slice(0, 10)}…</code>; if it were
          another by then, the decision would be refused.
        </p>
      </div>
      {dialog}
    </Card>
  );
}
