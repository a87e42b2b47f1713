"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type ReactElement } from "react";
import { ListBody } from "../ui/list-body.tsx";
import { useCan } from "../shell/use-can.ts";
import { useMe } from "../shell/use-me.ts";
import { useSwitchWorkspace } from "../shell/use-switch-workspace.ts";
import { useTRPC } from "../trpc.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { ActionsTh, Table, Td, Th } from "../ui/table.tsx";
import { toast } from "../ui/toast.tsx";

/** The workspaces one is in oneself. */
export function WorkspacesCard() {
  const trpc = useTRPC();
  const me = useMe();
  const mayWrite = useCan("members.write");
  const workspaces = useQuery(
    trpc.workspace.mine.queryOptions(undefined, { refetchInterval: REFRESH }),
  );
  const items = workspaces.data ?? [];
  const { switchTo, switching } = useSwitchWorkspace();
  return (
    <Card
      title="Workspaces"
      description="Pipelines, data, models, reviews and people of one are not seen in another."
      actions={
        mayWrite && (
          <NameDialog
            trigger={
              <Button size="sm" icon={<Plus aria-hidden />}>
                New workspace
              </Button>
            }
          />
        )
      }
      flush
    >
      <ListBody query={workspaces} count={items.length} what="workspaces" empty={null}>
        <Table caption="Your workspaces by name">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Your role</Th>
              <ActionsTh />
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, name, role }) => {
              const here = id === me?.workspace.id;
              return (
                <tr key={id}>
                  <Td>
                    <span className="flex items-center gap-2 font-medium">
                      {name}
                      {here && <Badge tone="accent">you are here</Badge>}
                    </span>
                  </Td>
                  <Td className="capitalize">{role}</Td>
                  <Td>
                    <div className="flex justify-end">
                      {here && mayWrite && (
                        <NameDialog
                          name={name}
                          trigger={
                            <Button size="sm" variant="ghost" aria-label={`Rename ${name}`}>
                              Rename
                            </Button>
                          }
                        />
                      )}
                      {!here && (
                        <Button
                          size="sm"
                          variant="ghost"
                          aria-label={`Switch to ${name}`}
                          disabled={switching}
                          onClick={() => switchTo(id)}
                        >
                          Switch
                        </Button>
                      )}
                    </div>
                  </Td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      </ListBody>
    </Card>
  );
}

/** Makes a workspace, or gives the present one, called `name`, another name. */
function NameDialog({ name, trigger }: { name?: string; trigger: ReactElement }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={name === undefined ? "New workspace" : "Rename the workspace"}
      description={
        name === undefined
          ? "You are its admin, and invite others when you have switched to it."
          : undefined
      }
      trigger={trigger}
      open={open}
      onOpenChange={setOpen}
      size="sm"
    >
      <NameForm before={name} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function NameForm({ before, onDone }: { before: string | undefined; onDone: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [name, setName] = useState(before ?? "");
  const after = {
    onSuccess: (done: { name: string }) => {
      toast.success(before === undefined ? `Made ${done.name}` : `It is called ${done.name} now`);
      onDone();
    },
    onSettled: () => client.invalidateQueries(trpc.workspace.pathFilter()),
  };
  const create = useMutation(trpc.workspace.create.mutationOptions(after));
  const rename = useMutation(trpc.workspace.rename.mutationOptions(after));
  const change = before === undefined ? create : rename;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ name: name.trim() });
      }}
    >
      <Field label="Name" error={change.error?.message}>
        <Input value={name} onValueChange={setName} maxLength={100} placeholder="Retail credit" />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          disabled={name.trim() === "" || name.trim() === before}
          pending={change.isPending}
        >
          {before === undefined ? "Make the workspace" : "Rename"}
        </Button>
      </div>
    </form>
  );
}
