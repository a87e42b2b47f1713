"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { toast } from "../ui/toast.tsx";

type Kind = "workspace" | "queue" | "key";

const KINDS: readonly { value: Kind; label: string; hint: string }[] = [
  { value: "workspace", label: "Runs in all", hint: "Of the whole workspace." },
  { value: "queue", label: "Steps on a queue", hint: "Whichever workers serve it." },
  {
    value: "key",
    label: "Steps with a concurrency key",
    hint: "A key that steps share by their policy.",
  },
];
const MOST = 10_000;

/** Sets a limit; with `limit`, another number for one that is there. */
export function LimitDialog({
  title,
  limit,
  trigger,
}: {
  title: string;
  limit?: { key: string; limit: number | null };
  trigger: ReactElement;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog title={title} trigger={trigger} open={open} onOpenChange={setOpen} size="sm">
      <LimitForm limit={limit} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function LimitForm({
  limit,
  onDone,
}: {
  limit: { key: string; limit: number | null } | undefined;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>("workspace");
  const [name, setName] = useState("");
  const [text, setText] = useState(limit?.limit ? String(limit.limit) : "");
  const set = useMutation(
    trpc.limits.set.mutationOptions({
      onSuccess: (done) => {
        toast.success(`At most ${done.limit} at once for ${done.key}`);
        onDone();
      },
      onSettled: () => client.invalidateQueries(trpc.limits.pathFilter()),
    }),
  );
  const key = limit?.key ?? (kind === "workspace" ? "workspace" : `${kind}:${name.trim()}`);
  const most = Number(text);
  const fits = Number.isInteger(most) && most >= 1 && most <= MOST;
  const named = limit !== undefined || kind === "workspace" || name.trim() !== "";
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (fits && named) set.mutate({ key, limit: most });
      }}
    >
      {!limit && (
        <Field label="Of what">
          <Select options={KINDS} value={kind} onValueChange={setKind} />
        </Field>
      )}
      {!limit && kind !== "workspace" && (
        <Field label={kind === "queue" ? "Queue" : "Key"}>
          <Input
            value={name}
            onValueChange={setName}
            maxLength={200}
            placeholder={kind === "queue" ? "gpu" : "warehouse"}
          />
        </Field>
      )}
      <Field
        label="At most"
        description="At once. What goes on already is not stopped."
        error={
          set.error?.message ?? (text !== "" && !fits ? `A whole number from 1 to ${MOST}.` : null)
        }
      >
        <Input value={text} onValueChange={setText} inputMode="numeric" placeholder="2" />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={!fits || !named} pending={set.isPending}>
          Set the limit
        </Button>
      </div>
    </form>
  );
}
