"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { toast } from "../ui/toast.tsx";
import { ProofField } from "./proof-field.tsx";

/** Switches one's own second factor off, after a proof. */
export function SecondFactorOffDialog({ password }: { password: boolean }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [proof, setProof] = useState("");
  const off = useMutation(
    trpc.secondFactor.off.mutationOptions({
      onSuccess: () => toast.success("Your second factor is off"),
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.workspace.pathFilter()),
          client.invalidateQueries(trpc.members.pathFilter()),
        ]),
    }),
  );
  return (
    <AlertDialog
      title="Switch the second factor off?"
      description="Your password alone signs you in again, and you cannot decide where a policy asks for a second factor."
      action="Switch off"
      onConfirm={() => off.mutateAsync(password ? { password: proof } : { code: proof })}
      onOpenChange={() => {
        setProof("");
        off.reset();
      }}
      confirmDisabled={proof === ""}
      trigger={<Button>Switch off</Button>}
    >
      <ProofField
        password={password}
        value={proof}
        onChange={setProof}
        error={off.error?.message}
      />
    </AlertDialog>
  );
}
