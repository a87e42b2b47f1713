"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { dateTime } from "../ui/format.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { ShownOnce } from "../ui/shown-once.tsx";
import { called } from "./called.ts";
import type { TriggerDetails } from "./types.ts";

const GRACE = [
  {
    value: "0",
    label: "Not at all",
    hint: "Calls signed with it, or with one before it, are refused from now on.",
  },
  { value: "1", label: "An hour" },
  { value: "24", label: "A day" },
  { value: "168", label: "A week" },
];

/** Makes a webhook's secret, or the next one, and shows it this once. */
export function RotateSecret({ trigger, first }: { trigger: TriggerDetails; first: boolean }) {
  const [open, setOpen] = useState(false);
  const label = first ? "Make a secret" : "Rotate secret";
  return (
    <Dialog
      title={`${label}: ${called(trigger)}`}
      trigger={
        <Button size="sm" variant={first ? "primary" : "secondary"} icon={<KeyRound aria-hidden />}>
          {label}
        </Button>
      }
      open={open}
      onOpenChange={setOpen}
      size="sm"
      isShownOnce
    >
      <SecretForm id={trigger.id} first={first} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function SecretForm({ id, first, onDone }: { id: string; first: boolean; onDone: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [grace, setGrace] = useState("24");
  const rotate = useMutation(trpc.triggers.rotateSecret.mutationOptions());
  if (rotate.data) {
    const { secret, previousUntil } = rotate.data;
    const done = async () => {
      // Only now: what is around this dialog must not be drawn anew while the secret is shown.
      await client.invalidateQueries(trpc.triggers.pathFilter());
      onDone();
    };
    return (
      <ShownOnce what="secret" secret={secret} onDone={() => void done()}>
        It cannot be shown again. Whoever has it can start this pipeline.
        {previousUntil && ` The one before is taken until ${dateTime(previousUntil)}.`}
      </ShownOnce>
    );
  }
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        rotate.mutate({ id, graceHours: Number(grace) });
      }}
    >
      {first ? (
        <p className="text-muted text-sm">
          The sender signs every call with it. It is shown once, when it is made.
        </p>
      ) : (
        <Field
          label="Take the old one for"
          description="Time for the sender to change over."
          error={rotate.error?.message}
        >
          <Select options={GRACE} value={grace} onValueChange={setGrace} />
        </Field>
      )}
      {first && rotate.error && <Notice tone="danger">{rotate.error.message}</Notice>}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" pending={rotate.isPending}>
          {first ? "Make the secret" : "Rotate"}
        </Button>
      </div>
    </form>
  );
}
