"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useState, type FormEvent, type ReactElement } from "react";
import type { Problem } from "../../workflows/core/problems.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { toast } from "../ui/toast.tsx";

/** A document larger than this, in bytes, is not one that people wrote. */
const LARGEST = 5_000_000;

/** Takes a pipeline as text, from a file or pasted, and publishes it as the next version of the pipeline it names. */
export function ImportDialog({ trigger }: { trigger: ReactElement }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const [note, setNote] = useState("");
  const file = useRef<HTMLInputElement>(null);
  const take = useMutation(
    trpc.pipelines.import.mutationOptions({
      onSuccess: async ({ name, number }) => {
        await queryClient.invalidateQueries(trpc.pipelines.pathFilter());
        toast.success(`Imported as version ${number} of ${name}`);
        router.push(`/pipelines/${name}`);
      },
    }),
  );
  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    take.reset();
    if (chosen.size > LARGEST) {
      toast.error(
        `“${chosen.name}” is too large`,
        "Choose a pipeline's YAML or JSON file; data belongs under Datasets.",
      );
      return;
    }
    setText(await chosen.text());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take.mutate({ text, ...(note.trim() ? { note: note.trim() } : {}) });
  };
  return (
    <Dialog
      title="Import a pipeline"
      description="A penstock/v1 document, YAML or JSON. A pipeline of that name gets a new version; nothing is overwritten."
      trigger={trigger}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <input
          ref={file}
          type="file"
          accept=".yaml,.yml,.json"
          className="hidden"
          aria-label="Pipeline file"
          onChange={(event) => {
            void read(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <Field label="Document">
          <Textarea
            mono
            rows={12}
            value={text}
            onChange={(event) => setText(event.target.value)}
            spellCheck={false}
            placeholder={"apiVersion: penstock/v1\nname: …"}
          />
        </Field>
        <div>
          <Button size="sm" icon={<FileUp aria-hidden />} onClick={() => file.current?.click()}>
            Choose a file
          </Button>
        </div>
        <Field label="What changed, and why" optional>
          <Input value={note} onValueChange={setNote} maxLength={2_000} />
        </Field>
        {take.error && (
          <Refusal message={take.error.message} problems={problemsOf(take.error.data)} />
        )}
        <div className="flex justify-end">
          <Button
            type="submit"
            variant="primary"
            disabled={text.trim() === ""}
            pending={take.isPending || take.isSuccess}
          >
            Import
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Refusal({ message, problems }: { message: string; problems: readonly Problem[] }) {
  if (problems.length < 2) return <Notice tone="danger">{message}</Notice>;
  return (
    <Notice
      tone="danger"
      title="The document has problems. Mend them in the text above, then import again."
    >
      <ul className="mt-1 flex max-h-40 flex-col gap-1 overflow-y-auto text-xs">
        {problems.map((problem, index) => (
          <li key={index}>
            <code className="text-danger mr-1.5">{problem.code}</code>
            {problem.message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function problemsOf(data: unknown): readonly Problem[] {
  const details = (data as { details?: { problems?: Problem[] } } | null | undefined)?.details;
  return Array.isArray(details?.problems) ? details.problems : [];
}
