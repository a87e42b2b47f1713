"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { toast } from "../ui/toast.tsx";

/** Of better-auth, for new passwords. */
const SHORTEST = 12;
const LONGEST = 128;

/** One's own password; nothing for who has none here. */
export function PasswordCard() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.workspace.proofs.queryOptions());
  const [open, setOpen] = useState(false);
  if (!data) return null;
  return (
    <Card title="Password">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="text-muted min-w-0 flex-1 basis-80 text-xs">
          {data.password
            ? "Who forgets theirs asks an admin of the workspace for a link to a new one."
            : "You have none here: you sign in by another way."}
        </p>
        {data.password && (
          <Dialog
            title="Change your password"
            open={open}
            onOpenChange={setOpen}
            size="sm"
            trigger={<Button>Change password</Button>}
          >
            <PasswordForm onDone={() => setOpen(false)} />
          </Dialog>
        )}
      </div>
    </Card>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const change = useMutation(
    trpc.password.change.mutationOptions({
      onSuccess: ({ sessionsEnded }) => {
        toast.success(
          "Your password is changed",
          sessionsEnded > 0 ? "Wherever else you were signed in, you are no longer." : undefined,
        );
        onDone();
      },
      onSettled: () => client.invalidateQueries(trpc.sessions.pathFilter()),
    }),
  );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ current, password });
      }}
    >
      {change.error && <Notice tone="danger">{change.error.message}</Notice>}
      <Field label="Password you have now">
        <Input
          type="password"
          autoComplete="current-password"
          value={current}
          onValueChange={setCurrent}
          maxLength={LONGEST}
        />
      </Field>
      <Field label="New password" description={`At least ${SHORTEST} characters.`}>
        <Input
          type="password"
          autoComplete="new-password"
          value={password}
          onValueChange={setPassword}
          maxLength={LONGEST}
        />
      </Field>
      <p className="text-muted text-xs">Your other sessions end with it.</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          disabled={current === "" || password.length < SHORTEST}
          pending={change.isPending}
        >
          Change password
        </Button>
      </div>
    </form>
  );
}
