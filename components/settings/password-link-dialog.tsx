"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { SignAgain, useProofs, type Proof } from "../reviews/sign-again.tsx";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { Time } from "../ui/time.tsx";
import { ShownOnce } from "../ui/shown-once.tsx";
import type { Member } from "./members-card.tsx";

interface Props {
  member: Member;
  onClose: () => void;
}

/** Makes the link by which a member chooses a new password, and shows it, this once. */
export function PasswordLinkDialog({ member, onClose }: Props) {
  return (
    <Dialog
      title={`A new password for ${member.name}`}
      open
      onOpenChange={(next) => next || onClose()}
      size="sm"
      isShownOnce
    >
      <LinkForm member={member} onClose={onClose} />
    </Dialog>
  );
}

function LinkForm({ member, onClose }: Props) {
  const trpc = useTRPC();
  const proofs = useProofs(false);
  const [proof, setProof] = useState<Proof>({});
  const make = useMutation(trpc.password.makeLink.mutationOptions());
  const made = make.data;
  if (made)
    return (
      <ShownOnce
        what="link"
        secret={made.link}
        tone={made.mailed === false ? "warn" : "info"}
        onDone={onClose}
      >
        {made.mailed
          ? `It was mailed to ${made.email} as well.`
          : made.mailed === false
            ? `The mail to ${made.email} did not go out: give them the link yourself.`
            : `Give it to ${made.name} yourself, by a way that nobody else reads.`}{" "}
        It works once, expires <Time at={made.expiresAt} />, and cannot be shown again.
      </ShownOnce>
    );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ userId: member.id, proof });
      }}
    >
      {make.error && <Notice tone="danger">{make.error.message}</Notice>}
      <p className="text-muted text-sm">
        You get a link by which they choose one, once, within a day. Until then the old one holds;
        then all their sessions end. They and the other admins are told, and it stands in the audit
        log.
      </p>
      {!proofs.local && (
        <SignAgain proofs={proofs} proof={proof} onChange={setProof} secondFactor={false} />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          disabled={!proofs.isEnough(proof)}
          pending={make.isPending}
        >
          Make the link
        </Button>
      </div>
    </form>
  );
}
