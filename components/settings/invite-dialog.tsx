"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import type { ReviewFunction, Role } from "../../db/schema/auth.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { ShownOnce } from "../ui/shown-once.tsx";
import { FunctionChoice } from "./function-choice.tsx";
import { ROLE_OPTIONS } from "./role-options.ts";

const LIFETIMES = [
  { value: "1", label: "A day" },
  { value: "7", label: "A week" },
  { value: "30", label: "30 days" },
];

/** Invites somebody, and shows the link, this once: it stands beside the list, which is drawn anew meanwhile. */
export function InviteDialog() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="Invite somebody"
      open={open}
      onOpenChange={setOpen}
      size="sm"
      isShownOnce
      trigger={
        <Button size="sm" icon={<UserPlus aria-hidden />}>
          Invite
        </Button>
      }
    >
      <InviteForm onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("designer");
  const [functions, setFunctions] = useState<ReviewFunction[]>([]);
  const [days, setDays] = useState("7");
  const create = useMutation(
    trpc.invitations.create.mutationOptions({
      onSuccess: () => void client.invalidateQueries(trpc.invitations.pathFilter()),
    }),
  );
  const made = create.data;
  if (made)
    return (
      <ShownOnce
        what="link"
        secret={made.link}
        tone={made.mailed === false ? "warn" : "info"}
        onDone={onDone}
      >
        {made.mailed
          ? `It was mailed to ${made.email} as well.`
          : made.mailed === false
            ? `The mail to ${made.email} did not go out: send the link yourself.`
            : `Send it to ${made.email} yourself.`}{" "}
        It works once, and cannot be shown again.
      </ShownOnce>
    );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ email, role, functions, expiresInDays: Number(days) });
      }}
    >
      <Field label="E-mail address" error={create.error?.message}>
        <Input
          type="email"
          value={email}
          onValueChange={setEmail}
          maxLength={254}
          placeholder="ada@example.com"
        />
      </Field>
      <Field label="Role">
        <Select options={ROLE_OPTIONS} value={role} onValueChange={setRole} />
      </Field>
      {(role === "reviewer" || role === "admin") && (
        <FunctionChoice
          value={functions}
          onChange={setFunctions}
          description="The stages of a review that they may decide."
        />
      )}
      <Field label="The link expires after">
        <Select options={LIFETIMES} value={days} onValueChange={setDays} />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          disabled={email.trim() === ""}
          pending={create.isPending}
        >
          Make the link
        </Button>
      </div>
    </form>
  );
}
