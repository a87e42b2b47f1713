"use client";

import { useState } from "react";
import { useTRPCClient } from "../../trpc.tsx";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { scopeWords } from "./scope-words.ts";
import type { Approval, VersionName } from "./types.ts";
import { useAct } from "./use-act.ts";

const DAY_MS = 86_400_000;
const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Asks that a condition or a requirement need not hold until a date. */
export function WaiverDialog({
  version,
  approval,
  onClose,
}: {
  version: VersionName;
  approval: Approval;
  onClose: () => void;
}) {
  const scopes = [
    ...approval.conditions
      .filter(({ closedAt }) => closedAt === null)
      .map(({ id }) => `finding:${id}`),
    ...approval.requirements.map(({ id }) => id),
  ];
  const [scope, setScope] = useState(scopes[0] ?? "");
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState(dateIn(30));
  const client = useTRPCClient();
  const act = useAct();
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Ask for a waiver"
      description="What is waived need not hold until the date. Another person than you, and than who made the model, grants it."
      action="Ask for waiver"
      danger={false}
      confirmDisabled={reason.trim().length < 3 || scope === "" || until <= dateIn(0)}
      onConfirm={() =>
        act(
          () =>
            client.approvals.requestWaiver.mutate({
              ...version,
              scope,
              reason: reason.trim(),
              expiresAt: new Date(`${until}T23:59:00`).toISOString(),
            }),
          { done: "The waiver waits for an answer", failed: "No waiver was asked for" },
        )
      }
    >
      <Field label="What for" className="mt-2">
        <Select
          options={scopes.map((scope) => ({
            value: scope,
            label: scopeWords({ scope, finding: null }, approval),
          }))}
          value={scope}
          onValueChange={setScope}
          placeholder="Nothing to waive"
        />
      </Field>
      <Field label="Until">
        <Input
          type="date"
          min={dateIn(1)}
          max={dateIn(365)}
          value={until}
          onValueChange={setUntil}
        />
      </Field>
      <Field label="Reason">
        <Textarea
          rows={3}
          maxLength={4_000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Field>
    </AlertDialog>
  );
}
