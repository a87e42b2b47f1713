"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type RefObject } from "react";
import { plural } from "../ui/format.ts";
import { randomId } from "../random-id.ts";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { toast } from "../ui/toast.tsx";
import type { Condition } from "./conditions-editor.tsx";
import { OpenFindings } from "./open-findings.tsx";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import { SignAgain, useProofs, type Proof } from "./sign-again.tsx";
import type { Review } from "./types.ts";

/** Of what is kept with a decision. */
export const SHORTEST = 3;

/** What one signs, in words, with the hash of the pack; signing in again; and what came of it. */
export function SignDialog({
  review: shown,
  outcome,
  comment,
  conditions,
  onDecided,
  onClose,
  focusAfter,
}: {
  review: Review;
  outcome: Outcome;
  comment: string;
  conditions: readonly Condition[];
  /** Also where the page was left meanwhile. */
  onDecided: () => void;
  onClose: () => void;
  focusAfter: RefObject<HTMLElement | null>;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  // The page is read anew by itself; nobody signs other words than those the dialog opened with. To step back one needs to
  // have read nothing.
  const [opened] = useState(shown);
  const review = outcome === "recused" ? shown : opened;
  const { secondFactor } = review.policy.document;
  const proofs = useProofs(secondFactor);
  const [proof, setProof] = useState<Proof>({});
  const [said, setSaid] = useState(comment);
  // One for the dialog: a click that is heard twice decides once.
  const [key] = useState(randomId);
  const model = `${review.model.name} version ${review.model.version}`;
  const isLast = review.stages.at(-1)?.state === "current";
  const { verb, means } = OUTCOMES[outcome];
  const decide = useMutation(
    trpc.reviews.decide.mutationOptions({
      onSuccess: () => {
        onDecided();
        toast.success("Your decision is signed and kept", sentence(outcome, model));
      },
      // Refused or not, what the page shows is read anew: somebody else may have been quicker.
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.reviews.pathFilter()),
          client.invalidateQueries(trpc.desk.pathFilter()),
        ]),
    }),
  );
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      focusAfter={focusAfter}
      title={`${verb}: ${model}?`}
      description={means(model, isLast)}
      action={proofs.local ? verb : `Sign: ${verb.toLowerCase()}`}
      danger={outcome === "rejected"}
      confirmDisabled={said.trim().length < SHORTEST || !proofs.isEnough(proof)}
      onConfirm={() =>
        decide.mutateAsync({
          id: review.id,
          outcome,
          comment: said.trim(),
          packHash: review.packHash,
          stage: review.currentStage?.id,
          key,
          ...(proofs.local ? {} : { proof: given(proof) }),
          ...(conditions.length > 0
            ? { conditions: conditions.map(({ key: _key, ...condition }) => condition) }
            : {}),
        })
      }
    >
      <div className="mt-1 flex flex-col gap-3">
        {review.meanings && (
          <div className="bg-sunken rounded-md px-3 py-2 text-sm">
            <p className="text-muted mb-0.5 text-xs">You sign</p>
            <p>{review.meanings[outcome]}</p>
            <p className="text-muted mt-1 text-xs break-all">
              Pack <code>{review.packHash}</code>
            </p>
          </div>
        )}
        {outcome === "recused" ? (
          <Field label="Why" description="Kept with the review.">
            <Textarea
              rows={3}
              maxLength={10_000}
              value={said}
              onChange={({ target }) => setSaid(target.value)}
            />
          </Field>
        ) : (
          <blockquote className="border-line max-h-32 overflow-y-auto border-l-2 pl-3 text-sm break-words whitespace-pre-wrap">
            {said.trim()}
          </blockquote>
        )}
        {outcome === "approved" && <OpenFindings findings={review.findings} />}
        {conditions.length > 0 && (
          <div className="text-sm">
            <p className="font-medium">{plural(conditions.length, "condition")}</p>
            <ul className="list-disc pl-5">
              {conditions.map(({ key, title, dueAt }) => (
                <li key={key}>
                  {title}, due {dueAt}
                </li>
              ))}
            </ul>
          </div>
        )}
        <SignAgain proofs={proofs} proof={proof} onChange={setProof} secondFactor={secondFactor} />
        {decide.error && (
          <Notice tone="danger" title="Nothing was decided">
            {decide.error.message}
          </Notice>
        )}
      </div>
    </AlertDialog>
  );
}

function given({ password, code }: Proof): Proof {
  return code ? { code } : password ? { password } : {};
}

function sentence(outcome: Outcome, model: string): string {
  return outcome === "recused"
    ? "You have stepped back; others decide."
    : `${model}: ${OUTCOMES[outcome].done}.`;
}
