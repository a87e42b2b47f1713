"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, MessageSquareWarning, X } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { toast } from "../ui/toast.tsx";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import type { Review } from "./types.ts";

const SHORTEST = 3;

const BUTTONS = [
  { outcome: "approved", variant: "primary", icon: <Check aria-hidden /> },
  {
    outcome: "changes-requested",
    variant: "secondary",
    icon: <MessageSquareWarning aria-hidden />,
  },
  { outcome: "rejected", variant: "danger", icon: <X aria-hidden /> },
] as const;

/** Where a person decides, or reads why they may not. The database refuses whoever this box would. */
export function DecisionBox({ review }: { review: Review }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const [asking, setAsking] = useState<Outcome | null>(null);
  const [missing, setMissing] = useState(false);
  const model = `${review.model.name} version ${review.model.version}`;
  const decide = useMutation(
    trpc.reviews.decide.mutationOptions({
      onSuccess: ({ outcome }) =>
        toast.success(`${model} is ${OUTCOMES[outcome].done}`, "The waiting run goes on."),
      onError: (error) => toast.error("Nothing was decided", error),
      // Refused or not, what the page shows is read anew: somebody else may have been quicker.
      onSettled: () => client.invalidateQueries(trpc.reviews.pathFilter()),
    }),
  );
  const ask = (outcome: Outcome) => {
    const short = comment.trim().length < SHORTEST;
    setMissing(short);
    if (!short) setAsking(outcome);
  };
  if (!review.canDecide)
    return (
      <Card title="Decision">
        <Notice>{review.why ?? "You may not decide this review."}</Notice>
      </Card>
    );
  return (
    <Card title="Your decision">
      <div className="flex flex-col gap-3">
        <Field
          label="Comment"
          description="Kept with the decision for ever: what convinced you, or what is missing."
          error={
            missing && comment.trim().length < SHORTEST
              ? "Say in a few words why: the comment is kept with the decision."
              : undefined
          }
        >
          <Textarea
            rows={5}
            maxLength={10_000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        </Field>
        <div className="flex flex-col gap-2">
          {BUTTONS.map(({ outcome, variant, icon }) => (
            <Button key={outcome} variant={variant} icon={icon} onClick={() => ask(outcome)}>
              {OUTCOMES[outcome].verb}
            </Button>
          ))}
        </div>
        <p className="text-muted text-xs">
          You decide on the evidence pack <code>{review.packHash.slice(0, 10)}…</code>; if it were
          another by then, the decision would be refused.
        </p>
      </div>
      {asking && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setAsking(null)}
          title={`${OUTCOMES[asking].verb}: ${model}?`}
          description={OUTCOMES[asking].means(model)}
          action={OUTCOMES[asking].verb}
          danger={asking === "rejected"}
          onConfirm={() =>
            decide.mutateAsync({
              id: review.id,
              outcome: asking,
              comment: comment.trim(),
              packHash: review.packHash,
            })
          }
        >
          <blockquote className="border-line mt-1 max-h-40 overflow-y-auto border-l-2 pl-3 text-sm break-words whitespace-pre-wrap">
            {comment.trim()}
          </blockquote>
        </AlertDialog>
      )}
    </Card>
  );
}
