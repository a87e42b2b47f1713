"use client";

import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { plural } from "../ui/format.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { toast } from "../ui/toast.tsx";
import { readObject } from "./read-object.ts";

/** Sends the event that a step of a run waits for, with facts if there are any. */
export function SendEvent({ name, runId, step }: { name: string; runId: string; step: string }) {
  const trpc = useTRPC();
  const maySend = useCan("runs.control");
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const send = useMutation(
    trpc.events.send.mutationOptions({
      onSuccess: ({ sent }) => {
        toast.success(`Sent ${name}`, `${plural(sent.length, "step")} of this run will go on.`);
        setOpen(false);
      },
      onError: (error) => toast.error(`${name} was not sent`, error),
    }),
  );
  const { value, problem } = readObject(text);
  if (!maySend) return null;
  return (
    <Dialog
      title={`Send ${name}`}
      description={`'${step}' goes on as soon as it arrives, and so does all else in this run that waits for it. Other runs are not touched.`}
      trigger={
        <Button size="sm" icon={<Send aria-hidden />}>
          Send event
        </Button>
      }
      open={open}
      onOpenChange={setOpen}
      size="sm"
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (problem === null)
            send.mutate({ name, run: runId, ...(value ? { payload: value } : {}) });
        }}
      >
        <Field
          label="Facts"
          optional
          description="A JSON object; its fields are the facts of the step's output."
          error={problem}
        >
          <Textarea
            mono
            rows={5}
            value={text}
            placeholder='{"rows": 1200}'
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={problem !== null}
            pending={send.isPending}
          >
            Send
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
