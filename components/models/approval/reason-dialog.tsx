"use client";

import { useState, type ReactNode } from "react";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Textarea } from "../../ui/textarea.tsx";

const SHORTEST = 3;

interface Props {
  title: string;
  description: ReactNode;
  /** The verb on the button. */
  action: string;
  danger?: boolean;
  /** Where what is written can be read later. */
  kept?: string;
  onConfirm: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

/** A question before something that is kept with its reason. */
export function ReasonDialog(props: Props) {
  const { title, description, action, danger, onConfirm, onClose } = props;
  const { kept = "Kept in the audit log, and shown." } = props;
  const [reason, setReason] = useState("");
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      action={action}
      danger={danger ?? true}
      confirmDisabled={reason.trim().length < SHORTEST}
      onConfirm={() => onConfirm(reason.trim())}
    >
      <Field label="Reason" description={kept} className="mt-2">
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
