"use client";

import { useState } from "react";
import type { Severity } from "../../../db/schema/severities.ts";
import { SEVERITY_OPTIONS } from "../../reviews/severity.tsx";
import { useTRPCClient } from "../../trpc.tsx";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import type { Approval, VersionName } from "./types.ts";
import { useAct } from "./use-act.ts";

/** Something that went wrong with the model in use. */
export function ReportDialog({
  version,
  suspendAt,
  onClose,
}: {
  version: VersionName;
  suspendAt: Approval["suspendAt"];
  onClose: () => void;
}) {
  const [severity, setSeverity] = useState<Severity>("medium");
  const [text, setText] = useState("");
  const client = useTRPCClient();
  const act = useAct();
  const order = SEVERITY_OPTIONS.map(({ value }) => value);
  const suspends = suspendAt !== null && order.indexOf(severity) >= order.indexOf(suspendAt);
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Report an incident"
      description={
        suspends
          ? "By the policy, an incident of this severity suspends the approval at once."
          : "It is kept with the version; at this severity the approval goes on."
      }
      action={suspends ? "Report and suspend" : "Report incident"}
      danger={suspends}
      confirmDisabled={text.trim().length < 3}
      onConfirm={() =>
        act(
          () =>
            client.approvals.report.mutate({
              ...version,
              type: "incident",
              severity,
              text: text.trim(),
            }),
          { done: "The incident is reported", failed: "It was not reported" },
        )
      }
    >
      <Field label="Severity" className="mt-2">
        <Select options={SEVERITY_OPTIONS} value={severity} onValueChange={setSeverity} />
      </Field>
      <Field label="What happened">
        <Textarea
          rows={4}
          maxLength={4_000}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </Field>
    </AlertDialog>
  );
}
