"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { BackupCodes } from "./backup-codes.tsx";
import { ProofField } from "./proof-field.tsx";

/** Makes new backup codes, and shows them, this once. */
export function BackupCodesDialog({ password }: { password: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="New backup codes"
      open={open}
      onOpenChange={setOpen}
      size="sm"
      isShownOnce
      trigger={<Button>New backup codes</Button>}
    >
      <CodesForm password={password} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function CodesForm({ password, onDone }: { password: boolean; onDone: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [proof, setProof] = useState("");
  const renew = useMutation(
    trpc.secondFactor.renewCodes.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.secondFactor.pathFilter()),
    }),
  );
  if (renew.data) return <BackupCodes codes={renew.data.codes} onDone={onDone} />;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        renew.mutate(password ? { password: proof } : { code: proof });
      }}
    >
      <p className="text-muted text-sm">The codes you have now stop working.</p>
      <ProofField
        password={password}
        value={proof}
        onChange={setProof}
        error={renew.error?.message}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={proof === ""} pending={renew.isPending}>
          Make new codes
        </Button>
      </div>
    </form>
  );
}
