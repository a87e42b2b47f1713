"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keepDraft, sentFrom, useIsSending } from "../shell/kept-draft.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { toast } from "../ui/toast.tsx";
import { TIER_WORDS } from "../reviews/words.ts";
import { ChangesList } from "./changes-list.tsx";
import { policyChanges } from "./policy-changes.ts";
import type { Policy } from "./types.ts";
import { policyDraft, type PolicyDraft } from "./use-policy-draft.ts";

/** Saves a draft as the next version: what it changes, and why. */
export function SaveDialog({
  base,
  draft,
  onSaved,
}: {
  base: Policy;
  draft: PolicyDraft;
  onSaved: () => void;
}) {
  const [open, setOpen] = useState(false);
  const isSaving = useIsSending(policyDraft(base.tier));
  return (
    <Dialog
      title={`Save version ${base.number + 1}: ${TIER_WORDS[base.tier].toLowerCase()}`}
      open={open}
      // The draft ends when it is saved: until then nothing is written on in it.
      onOpenChange={(next) => !isSaving && setOpen(next)}
      trigger={
        <Button
          variant="primary"
          disabled={!draft.dirty || !draft.checked || draft.problems.length > 0}
        >
          Save…
        </Button>
      }
    >
      <SaveForm
        base={base}
        draft={draft}
        onDone={() => setOpen(false)}
        onSaved={() => {
          setOpen(false);
          onSaved();
        }}
      />
    </Dialog>
  );
}

function SaveForm({
  base,
  draft,
  onDone,
  onSaved,
}: {
  base: Policy;
  draft: PolicyDraft;
  onDone: () => void;
  onSaved: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const save = useMutation(
    trpc.policies.save.mutationOptions({
      meta: sentFrom(policyDraft(base.tier)),
      onSuccess: async ({ number }) => {
        keepDraft(policyDraft(base.tier), null);
        await client.invalidateQueries(trpc.policies.pathFilter());
        toast.success(`Version ${number} is in force`);
        onSaved();
      },
    }),
  );
  const { tier, number } = base;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ tier, source: draft.source, note, base: number });
      }}
    >
      <div className="max-h-72 overflow-y-auto">
        <ChangesList changes={policyChanges(base.document, draft.document)} />
      </div>
      <Field
        label="What changes, and why"
        description="Kept with the version and in the audit log. Open reviews of this tier have to be refreshed."
        error={save.error?.message}
      >
        <Textarea
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={2_000}
          rows={2}
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button disabled={save.isPending} onClick={onDone}>
          Cancel
        </Button>
        <Button
          type="submit"
          variant="primary"
          disabled={note.trim().length < 3}
          pending={save.isPending}
        >
          Save version {number + 1}
        </Button>
      </div>
    </form>
  );
}
