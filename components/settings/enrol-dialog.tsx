"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { QRCodeSVG } from "qrcode.react";
import { useState, type FormEvent, type ReactElement } from "react";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { toast } from "../ui/toast.tsx";
import { askAuth } from "./ask-auth.ts";
import { BackupCodes } from "./backup-codes.tsx";
import { ProofField } from "./proof-field.tsx";

interface Begun {
  totpURI: string;
  backupCodes: string[];
}

/** Sets up a second factor: the password, the picture for the authenticator, a code of it, the backup codes. */
export function EnrolDialog({
  password,
  trigger,
}: {
  password: boolean;
  trigger: ReactElement | undefined;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [isOn, setIsOn] = useState(false);
  const show = (next: boolean) => {
    setOpen(next);
    if (next || !isOn) return;
    setIsOn(false);
    toast.success("Your second factor is on");
    // Only now: what is around this dialog must not be drawn anew while the codes are shown.
    for (const part of [trpc.workspace, trpc.sessions, trpc.secondFactor, trpc.members])
      void client.invalidateQueries(part.pathFilter());
  };
  return (
    <Dialog
      title="Set up a second factor"
      trigger={trigger}
      open={open}
      onOpenChange={show}
      size="sm"
      isShownOnce
    >
      <Steps password={password} onOn={() => setIsOn(true)} onClose={() => show(false)} />
    </Dialog>
  );
}

function Steps({
  password,
  onOn,
  onClose,
}: {
  password: boolean;
  /** The second factor is on; the backup codes are shown. */
  onOn: () => void;
  onClose: () => void;
}) {
  const [given, setGiven] = useState("");
  const [code, setCode] = useState("");
  const begin = useMutation({
    mutationFn: () => askAuth<Begun>("/two-factor/enable", password ? { password: given } : {}),
  });
  const verify = useMutation({
    mutationFn: () => askAuth("/two-factor/verify-totp", { code: code.replaceAll(/\s/g, "") }),
    onSuccess: onOn,
  });
  const submit = (step: { mutate: () => void }) => (event: FormEvent) => {
    event.preventDefault();
    step.mutate();
  };
  if (verify.isSuccess && begin.data)
    return <BackupCodes codes={begin.data.backupCodes} onDone={onClose} />;
  if (!begin.data)
    return (
      <form onSubmit={submit(begin)} className="flex flex-col gap-4">
        <p className="text-muted text-sm">
          An app on your phone or in your password manager will show a code of six digits, another
          one every half minute. Nobody can sign in with your password alone any more.
        </p>
        {password ? (
          <ProofField password value={given} onChange={setGiven} error={begin.error?.message} />
        ) : (
          begin.error && <p className="text-danger text-xs">{begin.error.message}</p>
        )}
        <Foot
          action="Go on"
          pending={begin.isPending}
          disabled={password && given === ""}
          onCancel={onClose}
        />
      </form>
    );
  const key = new URL(begin.data.totpURI).searchParams.get("secret") ?? "";
  return (
    <form onSubmit={submit(verify)} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-4">
        <QRCodeSVG
          value={begin.data.totpURI}
          size={152}
          marginSize={2}
          title="The key for the authenticator, as a QR code"
          className="rounded-md"
        />
        <div className="min-w-0 flex-1 basis-40 text-sm">
          <p className="font-medium">Scan this with the authenticator</p>
          <p className="text-muted mt-1 text-xs">Or enter this key there by hand:</p>
          <p className="mt-1 flex items-start gap-1">
            <code className="text-xs break-all">{key.replaceAll(/(.{4})(?=.)/g, "$1 ")}</code>
            <CopyButton text={key} label="Copy the key" className="-mt-1" />
          </p>
        </div>
      </div>
      <ProofField password={false} value={code} onChange={setCode} error={verify.error?.message} />
      <Foot
        action="Switch it on"
        pending={verify.isPending}
        disabled={!/^\d{6}$/.test(code.replaceAll(/\s/g, ""))}
        onCancel={onClose}
      />
    </form>
  );
}

function Foot({
  action,
  pending,
  disabled,
  onCancel,
}: {
  action: string;
  pending: boolean;
  disabled: boolean;
  onCancel: () => void;
}) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onCancel}>Cancel</Button>
      <Button type="submit" variant="primary" pending={pending} disabled={disabled}>
        {action}
      </Button>
    </div>
  );
}
