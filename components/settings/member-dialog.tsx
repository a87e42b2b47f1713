"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ReviewFunction, Role } from "../../db/schema/auth.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { toast } from "../ui/toast.tsx";
import { FunctionChoice } from "./function-choice.tsx";
import type { Member } from "./members-card.tsx";
import { ROLE_OPTIONS } from "./role-options.ts";

/** Changes a member's role and what they stand for. */
export function MemberDialog({ member }: { member: Member }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={member.name}
      description={member.email}
      open={open}
      onOpenChange={setOpen}
      size="sm"
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Change ${member.name}`}>
          Change
        </Button>
      }
    >
      <MemberForm member={member} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function MemberForm({ member, onDone }: { member: Member; onDone: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [role, setRole] = useState<Role>(member.role);
  const [functions, setFunctions] = useState<ReviewFunction[]>(member.functions);
  const set = useMutation(
    trpc.members.set.mutationOptions({
      onSuccess: () => {
        toast.success(`Changed ${member.name}`);
        onDone();
      },
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.members.pathFilter()),
          client.invalidateQueries(trpc.invitations.pathFilter()),
        ]),
    }),
  );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate({ userId: member.id, role, functions });
      }}
    >
      {set.error && <Notice tone="danger">{set.error.message}</Notice>}
      <Field label="Role">
        <Select options={ROLE_OPTIONS} value={role} onValueChange={setRole} />
      </Field>
      <FunctionChoice
        value={functions}
        onChange={setFunctions}
        description="The stages of a review that this reviewer may decide. What their groups stand for comes on top."
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" pending={set.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
