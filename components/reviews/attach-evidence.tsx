"use client";

import { Input as BaseInput } from "@base-ui/react/input";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Paperclip } from "lucide-react";
import { useState } from "react";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { toast } from "../ui/toast.tsx";
import { sendEvidence } from "./send-evidence.ts";
import type { Review } from "./types.ts";

/** Attaches a file as evidence for a requirement that no step meets; it is shown as attached by hand, with the note. */
export function AttachEvidence({ review }: { review: Review }) {
  const mayAttach = useCan("evidence.attach");
  const [open, setOpen] = useState(false);
  if (!mayAttach || review.requirements.length === 0) return null;
  return (
    <>
      <Button size="sm" icon={<Paperclip aria-hidden />} onClick={() => setOpen(true)}>
        Attach evidence
      </Button>
      {open && <AttachDialog review={review} onClose={() => setOpen(false)} />}
    </>
  );
}

function AttachDialog({ review, onClose }: { review: Review; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [requirement, setRequirement] = useState(review.unmet[0]?.id ?? review.requirements[0]!.id);
  const [file, setFile] = useState<File | null>(null);
  const [title, setTitle] = useState("");
  const [note, setNote] = useState("");
  const [value, setValue] = useState("");
  const wanted = review.requirements.find(({ id }) => id === requirement);
  const attach = useMutation(trpc.evidence.attach.mutationOptions());
  const send = useMutation({
    mutationFn: async (chosen: File) => {
      const { hash, fileName } = await sendEvidence(chosen);
      return attach.mutateAsync({
        model: review.model.name,
        version: review.model.version,
        requirement,
        title,
        note,
        hash,
        fileName,
        value: value.trim() === "" ? null : Number(value),
      });
    },
    onSuccess: () => {
      toast.success("The evidence is attached", "Freeze the review's evidence anew to use it.");
      onClose();
    },
    onSettled: () => client.invalidateQueries(trpc.reviews.pathFilter()),
  });
  const isFigure = value.trim() === "" || Number.isFinite(Number(value));
  const isReady = file !== null && title.trim().length >= 3 && note.trim().length >= 3 && isFigure;
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Attach evidence by hand"
      description="For what no step of the pipeline produces. It is shown as attached by you, with your note."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!isReady}
            pending={send.isPending}
            onClick={() => file && send.mutate(file)}
          >
            Attach
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label="For the requirement">
          <Select
            options={review.requirements.map(({ id, title: name, state }) => ({
              value: id,
              label: name,
              hint: state === "passed" ? "met already" : state.replace("-", " "),
            }))}
            value={requirement}
            onValueChange={setRequirement}
          />
        </Field>
        <Field label="File" description="A report, a table, a picture: what the evidence is.">
          <BaseInput
            type="file"
            className="file:border-line-strong file:bg-surface text-sm file:mr-3 file:h-8 file:rounded-md file:border file:px-3"
            onChange={({ currentTarget }) => {
              const chosen = currentTarget.files?.[0] ?? null;
              setFile(chosen);
              if (chosen && title === "") setTitle(chosen.name.replace(/\.[^.]+$/, ""));
            }}
          />
        </Field>
        <Field label="Title">
          <Input value={title} maxLength={200} onValueChange={setTitle} />
        </Field>
        <Field label="Note" description="What it shows, who made it and how; kept for ever.">
          <Textarea rows={3} value={note} onChange={({ target }) => setNote(target.value)} />
        </Field>
        <Field
          label="Figure it states"
          optional
          description={
            wanted?.threshold
              ? "The requirement has a threshold: it is held against this figure."
              : "Where it states one."
          }
          error={isFigure ? undefined : "Write a number such as 0.05."}
        >
          <Input inputMode="decimal" value={value} onValueChange={setValue} />
        </Field>
        {send.error && <Notice tone="danger">{send.error.message}</Notice>}
      </div>
    </Dialog>
  );
}
