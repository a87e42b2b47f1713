"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Flag } from "lucide-react";
import { useState } from "react";
import type { Severity } from "../../db/schema/severities.ts";
import { useCan } from "../shell/use-can.ts";
import { usePeopleOptions } from "../shell/use-people.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { toast } from "../ui/toast.tsx";
import { SEVERITY_OPTIONS } from "./severity.tsx";
import type { Review } from "./types.ts";

/** Writes down something that has to be put right. */
export function RaiseFinding({ review }: { review: Review }) {
  const [open, setOpen] = useState(false);
  if (!useCan("reviews.comment") || review.status === "cancelled") return null;
  return (
    <>
      <Button size="sm" icon={<Flag aria-hidden />} onClick={() => setOpen(true)}>
        Raise a finding
      </Button>
      {open && <RaiseDialog review={review} onClose={() => setOpen(false)} />}
    </>
  );
}

function RaiseDialog({ review, onClose }: { review: Review; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const people = usePeopleOptions(review.author);
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const [remedy, setRemedy] = useState("");
  const [severity, setSeverity] = useState<Severity>("medium");
  const [owner, setOwner] = useState(review.author.id);
  const [dueAt, setDueAt] = useState("");
  const raise = useMutation(
    trpc.findings.raise.mutationOptions({
      onSuccess: () => {
        toast.success("The finding is raised", "Its owner was told.");
        onClose();
      },
      onSettled: () => client.invalidateQueries(trpc.reviews.pathFilter()),
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Raise a finding"
      description="Something that has to be put right. A reviewer closes it with a run that shows that it is."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={title.trim().length < 3 || remedy.trim().length < 3}
            pending={raise.isPending}
            onClick={() =>
              raise.mutate({
                reviewId: review.id,
                title,
                description,
                remedy,
                severity,
                owner,
                dueAt: dueAt === "" ? null : dueAt,
              })
            }
          >
            Raise
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label="Title">
          <Input value={title} maxLength={200} onValueChange={setTitle} />
        </Field>
        <Field label="What was found" optional>
          <Textarea
            rows={2}
            value={description}
            onChange={({ target }) => setDescription(target.value)}
          />
        </Field>
        <Field label="Remedy" description="What would put it right.">
          <Textarea rows={2} value={remedy} onChange={({ target }) => setRemedy(target.value)} />
        </Field>
        <div className="grid grid-cols-3 gap-3">
          <Field label="Severity">
            <Select options={SEVERITY_OPTIONS} value={severity} onValueChange={setSeverity} />
          </Field>
          <Field label="Owner">
            <Select options={people} value={owner} onValueChange={setOwner} />
          </Field>
          <Field label="Due" optional>
            <Input type="date" value={dueAt} onValueChange={setDueAt} />
          </Field>
        </div>
        {raise.error && <Notice tone="danger">{raise.error.message}</Notice>}
      </div>
    </Dialog>
  );
}
