"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactElement } from "react";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { toast } from "../ui/toast.tsx";

/** Keeps a value under a new name, or another value under one that is there. */
export function SetSecretDialog({
  name,
  suggested,
  onSet,
  trigger,
}: {
  name?: string;
  /** The name a new one begins with. */
  suggested?: string;
  /** Called with the name when it is kept. */
  onSet?: (name: string) => void;
  trigger: ReactElement;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={name === undefined ? "New secret" : `Replace ${name}`}
      trigger={trigger}
      open={open}
      onOpenChange={setOpen}
      size="sm"
    >
      <SecretForm
        name={name}
        suggested={suggested}
        onDone={(kept) => {
          setOpen(false);
          onSet?.(kept);
        }}
      />
    </Dialog>
  );
}

function SecretForm({
  name: fixed,
  suggested = "",
  onDone,
}: {
  name?: string;
  suggested?: string;
  onDone: (name: string) => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(fixed ?? suggested);
  const [value, setValue] = useState("");
  const set = useMutation(
    trpc.secrets.set.mutationOptions({
      onSuccess: async ({ replaced }) => {
        toast.success(`${replaced ? "Replaced" : "Kept"} ${name.trim()}`);
        await queryClient.invalidateQueries(trpc.secrets.pathFilter());
        onDone(name.trim());
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A form that it was opened from is not sent with it.
    event.stopPropagation();
    // What is pasted often brings its line end along.
    set.mutate({ name: name.trim(), value: value.replace(/\r?\n$/, "") });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {fixed === undefined && (
        <Field label="Name" description="By which steps ask for it.">
          <Input value={name} onValueChange={setName} maxLength={63} placeholder="slack-webhook" />
        </Field>
      )}
      <Field
        label="Value"
        description="Kept encrypted, and kept out of logs. It cannot be shown again."
        error={set.error?.message}
      >
        <Textarea
          mono
          // Dots as in a password field, which takes one line only; keys have several.
          className="[-webkit-text-security:disc]"
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
      </Field>
      <div className="flex justify-end">
        <Button
          type="submit"
          variant="primary"
          disabled={name.trim() === "" || value === ""}
          pending={set.isPending}
        >
          {fixed === undefined ? "Keep the secret" : "Replace the secret"}
        </Button>
      </div>
    </form>
  );
}
