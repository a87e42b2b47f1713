"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type RefObject } from "react";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Textarea } from "../ui/textarea.tsx";
import type { Review } from "./types.ts";

/** Opens a closed finding again: what had put it right did not hold. */
export function ReopenFinding({
  finding: { id, number, title, owner },
  focusAfter,
  onClose,
}: {
  finding: Review["findings"][number];
  focusAfter: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [why, setWhy] = useState("");
  const reopen = useMutation(
    trpc.findings.reopen.mutationOptions({
      onSettled: () => client.invalidateQueries(trpc.reviews.pathFilter()),
    }),
  );
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Open F${number} again?`}
      description={`${owner.name} is told. What was answered and noted stays in the audit log.`}
      action="Open again"
      danger={false}
      confirmDisabled={why.trim().length < 3}
      onConfirm={() => reopen.mutateAsync({ id, why: why.trim() })}
      focusAfter={focusAfter}
    >
      <div className="mt-2 flex flex-col gap-3">
        <p className="text-sm font-medium">{title}</p>
        <Field label="Why" description="Kept in the audit log.">
          <Textarea rows={3} value={why} onChange={({ target }) => setWhy(target.value)} />
        </Field>
        {reopen.error && <Notice tone="danger">{reopen.error.message}</Notice>}
      </div>
    </AlertDialog>
  );
}
