"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SignAgain, useProofs, type Proof } from "../reviews/sign-again.tsx";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { toast } from "../ui/toast.tsx";
import type { Member } from "./members-card.tsx";

/** Takes the second factor of a member away who has lost it. */
export function ResetSecondFactorDialog({
  member: { id, name },
  onClose,
}: {
  member: Member;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const proofs = useProofs(false);
  const [proof, setProof] = useState<Proof>({});
  const reset = useMutation(
    trpc.secondFactor.reset.mutationOptions({
      onSuccess: () => toast.success(`${name} has no second factor any more`),
      onSettled: () => client.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  return (
    <AlertDialog
      open
      onOpenChange={(next) => next || onClose()}
      title={`Reset the second factor of ${name}?`}
      description="Do this when they have lost their authenticator and the backup codes, and you are certain that it is them who asks. Their password alone signs them in until they set up another. They and the other admins are told, and it stands in the audit log."
      action="Reset second factor"
      onConfirm={() => reset.mutateAsync({ userId: id, proof })}
      confirmDisabled={!proofs.isEnough(proof)}
    >
      {reset.error && <Notice tone="danger">{reset.error.message}</Notice>}
      {!proofs.local && (
        <SignAgain proofs={proofs} proof={proof} onChange={setProof} secondFactor={false} />
      )}
    </AlertDialog>
  );
}
