"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { ReviewFunction } from "../../db/schema/auth.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { toast } from "../ui/toast.tsx";
import { FunctionChoice } from "./function-choice.tsx";
import type { Group } from "./groups-card.tsx";
import { useMembers } from "./members-card.tsx";

/** Makes a group, or changes the one that is given. */
export function GroupDialog({ group, trigger }: { group?: Group; trigger: ReactElement }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={group ? group.name : "New group"}
      trigger={trigger}
      open={open}
      onOpenChange={setOpen}
      size="sm"
    >
      <GroupForm group={group} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function GroupForm({ group, onDone }: { group: Group | undefined; onDone: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const people = useMembers();
  const [name, setName] = useState(group?.name ?? "");
  const [functions, setFunctions] = useState<ReviewFunction[]>(group?.functions ?? []);
  const [members, setMembers] = useState(() => new Set(group?.members.map(({ id }) => id)));
  const after = {
    onSuccess: () => {
      toast.success(`${group ? "Changed" : "Made"} the group ${name.trim()}`);
      onDone();
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries(trpc.groups.pathFilter()),
        client.invalidateQueries(trpc.members.pathFilter()),
      ]),
  };
  const create = useMutation(trpc.groups.create.mutationOptions(after));
  const set = useMutation(trpc.groups.set.mutationOptions(after));
  const error = create.error ?? set.error;
  const choose = (id: string, on: boolean) =>
    setMembers((before) => {
      const next = new Set(before);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = { name: name.trim(), functions, members: [...members] };
        if (group) set.mutate({ id: group.id, ...fields });
        else create.mutate(fields);
      }}
    >
      {error && <Notice tone="danger">{error.message}</Notice>}
      <Field label="Name">
        <Input
          value={name}
          onValueChange={setName}
          maxLength={100}
          placeholder="Model risk committee"
        />
      </Field>
      <FunctionChoice
        value={functions}
        onChange={setFunctions}
        description="What each of its members may decide in reviews. Nobody adds to their own."
      />
      <fieldset className="min-w-0">
        <legend className="mb-1.5 text-sm font-medium">Members</legend>
        <div className="border-line flex max-h-52 flex-col gap-1.5 overflow-y-auto rounded-md border px-3 py-2">
          {people.items.map((person) => (
            <Checkbox
              key={person.id}
              label={
                <>
                  {person.name} <span className="text-muted text-xs">{person.role}</span>
                </>
              }
              checked={members.has(person.id)}
              onCheckedChange={(on) => choose(person.id, on)}
            />
          ))}
        </div>
      </fieldset>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          disabled={name.trim() === ""}
          pending={create.isPending || set.isPending}
        >
          {group ? "Save" : "Make the group"}
        </Button>
      </div>
    </form>
  );
}
