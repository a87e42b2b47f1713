"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactElement } from "react";
import type { Right } from "../../server/rights.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { ShownOnce } from "../ui/shown-once.tsx";
import { RightsChoice } from "./rights-choice.tsx";

type Scope = "inference" | "api";

const SCOPES: readonly { value: Scope; label: string; hint: string }[] = [
  { value: "inference", label: "Inference", hint: "May only ask deployed models for predictions." },
  { value: "api", label: "API", hint: "Acts as you: with all your rights, or some." },
];
const NEVER = "never";
const LIFETIMES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: NEVER, label: "Never" },
];

/** Makes a key and shows it, this once: it stands beside the list, which is drawn anew meanwhile. */
export function NewKeyDialog({ trigger }: { trigger: ReactElement }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="New API key"
      trigger={trigger}
      open={open}
      onOpenChange={setOpen}
      size="sm"
      isShownOnce
    >
      <KeyForm onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function KeyForm({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope>("inference");
  const [lifetime, setLifetime] = useState("90");
  const [rights, setRights] = useState<readonly Right[] | null>(null);
  const create = useMutation(
    trpc.keys.create.mutationOptions({
      onSuccess: () => void queryClient.invalidateQueries(trpc.keys.pathFilter()),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      name: name.trim(),
      scope,
      ...(scope === "api" && rights ? { rights: [...rights] } : {}),
      ...(lifetime === NEVER ? {} : { expiresInDays: Number(lifetime) }),
    });
  };
  if (create.data)
    return (
      <ShownOnce what="key" secret={create.data.token} onDone={onDone}>
        It is not kept here and cannot be shown again. Whoever has it can use it.
      </ShownOnce>
    );
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" description="Which program uses it." error={create.error?.message}>
        <Input value={name} onValueChange={setName} maxLength={100} placeholder="loan-desk" />
      </Field>
      <Field label="For">
        <Select options={SCOPES} value={scope} onValueChange={setScope} />
      </Field>
      {scope === "api" && <RightsChoice value={rights} onChange={setRights} />}
      <Field label="Expires after">
        <Select options={LIFETIMES} value={lifetime} onValueChange={setLifetime} />
      </Field>
      <div className="flex justify-end">
        <Button
          type="submit"
          variant="primary"
          disabled={name.trim() === "" || (scope === "api" && rights?.length === 0)}
          pending={create.isPending}
        >
          Make the key
        </Button>
      </div>
    </form>
  );
}
