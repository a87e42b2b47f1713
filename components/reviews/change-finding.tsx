"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type RefObject } from "react";
import type { Severity } from "../../db/schema/severities.ts";
import { usePeopleOptions } from "../shell/use-people.ts";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { SEVERITY_OPTIONS } from "./severity.tsx";
import type { Review } from "./types.ts";

/** Gives a finding to another owner, or another date or severity. */
export function ChangeFinding({
  finding,
  focusAfter,
  onClose,
}: {
  finding: Review["findings"][number];
  focusAfter: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  // The page is read anew by itself: what somebody else changes meanwhile was not changed here.
  const [was] = useState(finding);
  const { id, number, title, condition } = was;
  const people = usePeopleOptions(was.owner);
  const [owner, setOwner] = useState(was.owner.id);
  const [severity, setSeverity] = useState<Severity>(was.severity);
  // Days end by UTC, as they do where they are set.
  const wasDue = was.dueAt?.slice(0, 10) ?? "";
  const [due, setDue] = useState(wasDue);
  const [why, setWhy] = useState("");
  const change = useMutation(
    trpc.findings.change.mutationOptions({
      onSettled: () => client.invalidateQueries(trpc.reviews.pathFilter()),
    }),
  );
  // Only what was changed here is sent.
  const changed = {
    ...(owner !== was.owner.id && { owner }),
    ...(severity !== was.severity && { severity }),
    ...(due !== wasDue && { dueAt: due === "" ? null : due }),
  };
  const isDated = !condition || due !== "";
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Change F${number}`}
      description="Who sees to it, by when, and how much it weighs. A new owner is told."
      action="Change finding"
      danger={false}
      confirmDisabled={Object.keys(changed).length === 0 || !isDated || why.trim().length < 3}
      onConfirm={() => change.mutateAsync({ id, ...changed, why: why.trim() })}
      focusAfter={focusAfter}
    >
      <div className="mt-2 flex flex-col gap-3">
        <p className="text-sm font-medium">{title}</p>
        <Field label="Owner">
          <Select options={people} value={owner} onValueChange={setOwner} />
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label="Severity">
            <Select options={SEVERITY_OPTIONS} value={severity} onValueChange={setSeverity} />
          </Field>
          <Field
            label="Due"
            optional={!condition}
            error={isDated ? undefined : "A condition keeps a date."}
          >
            <Input type="date" value={due} onValueChange={setDue} />
          </Field>
        </div>
        <Field label="Why" description="Kept in the audit log.">
          <Textarea rows={2} value={why} onChange={({ target }) => setWhy(target.value)} />
        </Field>
        {change.error && <Notice tone="danger">{change.error.message}</Notice>}
      </div>
    </AlertDialog>
  );
}
