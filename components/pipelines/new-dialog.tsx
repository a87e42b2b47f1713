"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, type FormEvent, type ReactElement } from "react";
import { NAME_PATTERN } from "../../workflows/core/document.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { nameFrom } from "./name-from.ts";

const NAME_HINT = "Lower-case letters, digits and hyphens, 63 at most.";

/** Asks for a title and a name, makes an empty pipeline, and opens it. */
export function NewDialog({
  trigger,
  open,
  onOpenChange,
}: {
  /** Leave it out where `open` is controlled. */
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}) {
  return (
    <Dialog
      title="New pipeline"
      trigger={trigger}
      open={open}
      onOpenChange={onOpenChange}
      size="sm"
    >
      <NewForm onDone={() => onOpenChange?.(false)} />
    </Dialog>
  );
}

/** Gone with what was typed when the dialog is closed. */
function NewForm({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [title, setTitle] = useState("");
  const [typedName, setTypedName] = useState<string | null>(null);
  const name = typedName ?? nameFrom(title);
  const create = useMutation(
    trpc.pipelines.create.mutationOptions({
      onSuccess: async (created) => {
        await queryClient.invalidateQueries(trpc.pipelines.pathFilter());
        router.push(`/pipelines/${created.name}`);
        onDone();
      },
    }),
  );
  // What was refused is not what is typed now.
  const typed = (set: (text: string) => void) => (text: string) => {
    set(text);
    if (create.isError) create.reset();
  };
  const wrong = name !== "" && !NAME_PATTERN.test(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name === "" || wrong) return;
    create.mutate({ name, ...(title.trim() ? { title: title.trim() } : {}) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Title" optional>
        <Input
          value={title}
          onValueChange={typed(setTitle)}
          placeholder="Credit risk of small firms"
          maxLength={200}
        />
      </Field>
      <Field
        label="Name"
        description={`In addresses, files and commands; it stays. ${NAME_HINT}`}
        error={create.error?.message ?? (wrong ? NAME_HINT : undefined)}
      >
        <Input
          value={name}
          onValueChange={typed(setTypedName)}
          className="font-mono"
          placeholder="credit-risk-of-small-firms"
          maxLength={63}
        />
      </Field>
      <div className="flex justify-end">
        <Button
          type="submit"
          variant="primary"
          disabled={name === "" || wrong}
          pending={create.isPending || create.isSuccess}
        >
          Create and open
        </Button>
      </div>
    </form>
  );
}
