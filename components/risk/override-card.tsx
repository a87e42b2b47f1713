"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { overrideWords, TIER_WORDS } from "../reviews/words.ts";
import { keepDraft, keptDraft, useKeptDraft } from "../shell/kept-draft.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { Time } from "../ui/time.tsx";
import { toast } from "../ui/toast.tsx";
import type { Risk } from "./types.ts";

interface Asking {
  tier: (typeof TIERS)[number];
  reason: string;
}

/** Under which what one writes to ask for another tier is kept until it is sent. */
export const overrideDraft = (name: string) => `risk/${name}/override`;

/** Another tier than the matrix gives: asked for, agreed to by a second person, or neither. */
export function OverrideCard({ risk, mayAsk }: { risk: Risk; mayAsk: boolean }) {
  const { override, pending } = risk;
  const draft = overrideDraft(risk.name);
  const [asking, setAsking] = useState(() => keptDraft(draft) !== null);
  const ask = (open: boolean) => {
    setAsking(open);
    if (!open) keepDraft(draft, null);
  };
  // Who writes a request of their own goes on with it: that there is another they are told as they send it.
  if (pending && !asking) return <Pending key={pending.id} name={risk.name} pending={pending} />;
  return (
    <Card title="Another tier">
      {override ? (
        <p className="text-sm">
          {overrideWords(override.tier, override)}
          <span className="text-muted block text-xs">{override.reason}</span>
        </p>
      ) : (
        <p className="text-muted text-sm">
          Where the matrix does not do justice to a model, ask for another tier; a second person has
          to agree.
        </p>
      )}
      {mayAsk && (
        <div className="mt-3">
          <Dialog
            title={`Another tier for ${risk.name}`}
            size="sm"
            open={asking}
            onOpenChange={ask}
            trigger={<Button size="sm">Ask for another tier</Button>}
          >
            <AskForm risk={risk} onDone={() => ask(false)} />
          </Dialog>
        </div>
      )}
    </Card>
  );
}

function Pending({ name, pending }: { name: string; pending: NonNullable<Risk["pending"]> }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const decide = useMutation(
    trpc.risk.decideOverride.mutationOptions({
      onSuccess: ({ agreed }) =>
        toast.success(agreed ? `${name}: ${TIER_WORDS[pending.tier].toLowerCase()}` : "Refused"),
      onSettled: () => client.invalidateQueries(trpc.risk.pathFilter()),
    }),
  );
  const answer = (agreed: boolean) => decide.mutate({ id: pending.id, agreed, comment });
  return (
    <Card title={`${TIER_WORDS[pending.tier]} is asked for`}>
      <p className="text-sm break-words">{pending.reason}</p>
      <p className="text-muted mt-0.5 text-xs">
        {pending.askedBy.name}, <Time at={pending.askedAt} />
      </p>
      {pending.canDecide ? (
        <div className="mt-3 flex flex-col gap-3">
          <Field label="Comment" optional error={decide.error?.message}>
            <Textarea
              rows={2}
              value={comment}
              maxLength={2_000}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
          </Field>
          <div className="flex gap-2">
            <Button variant="primary" pending={decide.isPending} onClick={() => answer(true)}>
              Agree
            </Button>
            <Button disabled={decide.isPending} onClick={() => answer(false)}>
              Refuse
            </Button>
          </div>
        </div>
      ) : (
        <Notice className="mt-3">{pending.why}</Notice>
      )}
    </Card>
  );
}

const TIERS = ["low", "medium", "high"] as const;

function AskForm({ risk, onDone }: { risk: Risk; onDone: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const options = TIERS.filter((tier) => tier !== risk.assessment?.tier).map((value) => ({
    value,
    label: TIER_WORDS[value],
  }));
  const [kept, setKept] = useKeptDraft<Asking>(overrideDraft(risk.name));
  const { tier, reason } = kept ?? { tier: options[0]!.value, reason: "" };
  const ask = useMutation(
    trpc.risk.requestOverride.mutationOptions({
      onSuccess: () => {
        toast.success("Asked for: a second person has to agree");
        onDone();
      },
      onSettled: () => client.invalidateQueries(trpc.risk.pathFilter()),
    }),
  );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate({ name: risk.name, tier, reason });
      }}
    >
      <Field label="Tier">
        <Select
          options={options}
          value={tier}
          onValueChange={(next) => setKept({ tier: next, reason })}
        />
      </Field>
      <Field
        label="Reason"
        description="Who agrees reads this, and so does every auditor."
        error={ask.error?.message}
      >
        <Textarea
          rows={3}
          value={reason}
          maxLength={2_000}
          onChange={(event) => setKept({ tier, reason: event.currentTarget.value })}
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          disabled={reason.trim().length < 10}
          pending={ask.isPending}
        >
          Ask for it
        </Button>
      </div>
    </form>
  );
}
