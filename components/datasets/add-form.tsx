"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useEffect, useRef, useState, type FormEvent } from "react";
import type { AppRouter } from "../../server/router.ts";
import { NAME_PATTERN } from "../../workflows/core/document.ts";
import { formatPercent } from "../ui/format.ts";
import { nameFrom } from "../pipelines/name-from.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { toast } from "../ui/toast.tsx";
import { changedFacts, FactFields, factsOf } from "./fact-fields.tsx";
import { FileDrop } from "./file-drop.tsx";
import { sendFile } from "./send-file.ts";
import type { Dataset } from "./types.ts";

type Added = inferRouterOutputs<AppRouter>["datasets"]["add"];

const NAME_HINT = "Lower-case letters, digits and hyphens, 63 at most.";

export function AddForm({ to, onAdded }: { to?: Dataset; onAdded: (added: Added) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [typedName, setTypedName] = useState<string | null>(to?.name ?? null);
  const [begun] = useState(() => factsOf(to));
  const [facts, setFacts] = useState(begun);
  const [sent, setSent] = useState<number | null>(null);
  const name = typedName ?? nameFrom(file?.name.replace(/\.[^.]+$/, "") ?? "");
  const wrongName = name !== "" && !NAME_PATTERN.test(name);
  const add = useMutation(trpc.datasets.add.mutationOptions());
  const upload = useRef<AbortController>(null);
  useEffect(() => () => upload.current?.abort(), []);
  const save = useMutation({
    mutationFn: async () => {
      if (!file) throw new Error("Choose a file first.");
      setSent(0);
      upload.current = new AbortController();
      const { hash, fileName } = await sendFile(file, setSent, upload.current.signal);
      setSent(null);
      return add.mutateAsync({ name, upload: { hash, fileName }, ...changedFacts(facts, begun) });
    },
    onSuccess: (added) => {
      if (upload.current?.signal.aborted && added.created)
        toast.info(
          `${added.name}, version ${added.number}, was added all the same`,
          "The file had been sent already when you closed the form.",
        );
      return queryClient.invalidateQueries(trpc.datasets.pathFilter());
    },
    onSettled: () => setSent(null),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Said here, it is not called any more once the form was closed.
    save.mutate(undefined, { onSuccess: (added) => onAdded(added) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <FileDrop
        file={file}
        disabled={save.isPending}
        onFile={(chosen) => {
          save.reset();
          setFile(chosen);
        }}
      />
      {!to && (
        <Field label="Name" description={NAME_HINT} error={wrongName ? NAME_HINT : undefined}>
          <Input value={name} onValueChange={setTypedName} className="font-mono" maxLength={63} />
        </Field>
      )}
      <FactFields facts={facts} onChange={setFacts} />
      {save.error && <Notice tone="danger">{save.error.message}</Notice>}
      <div className="flex items-center justify-end gap-3">
        {save.isPending && (
          <span role="status" className="text-muted text-xs tabular-nums">
            {sent === null ? "Reading and describing it…" : `Sending, ${formatPercent(sent, 0)}`}
          </span>
        )}
        <Button
          type="submit"
          variant="primary"
          disabled={!file || name === "" || wrongName}
          pending={save.isPending}
        >
          {to ? "Add the version" : "Add the dataset"}
        </Button>
      </div>
    </form>
  );
}
