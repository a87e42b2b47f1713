"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CirclePause, CirclePlay } from "lucide-react";
import { useState } from "react";
import { isTimed } from "../../workflows/core/triggers.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { toast } from "../ui/toast.tsx";
import { BackfillDialog } from "./backfill-dialog.tsx";
import { called } from "./called.ts";
import { FireDialog } from "./fire-dialog.tsx";
import type { TriggerDetails } from "./types.ts";

/** What may be done with a trigger now. */
export function TriggerActions({ trigger }: { trigger: TriggerDetails }) {
  const mayControl = useCan("runs.control");
  const mayStart = useCan("runs.start");
  return (
    <>
      {mayControl && <PauseOrResume trigger={trigger} />}
      {mayStart && isTimed(trigger.spec) && <BackfillDialog trigger={trigger} />}
      {mayStart && <FireDialog trigger={trigger} />}
    </>
  );
}

/** One button for both: it keeps the focus when the one becomes the other. */
function PauseOrResume({ trigger }: { trigger: TriggerDetails }) {
  const { id, paused } = trigger;
  const name = called(trigger);
  const trpc = useTRPC();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const resume = useMutation(
    trpc.triggers.resume.mutationOptions({
      onSuccess: () => toast.success(`Resumed ${name}`),
      onError: (error) => toast.error(`${name} was not resumed`, error),
      onSettled: () => client.invalidateQueries(trpc.triggers.pathFilter()),
    }),
  );
  return (
    <>
      <Button
        icon={paused ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}
        pending={resume.isPending}
        onClick={() => (paused ? resume.mutate({ id }) : setAsking(true))}
      >
        {paused ? "Resume" : "Pause"}
      </Button>
      {asking && <PauseDialog id={id} name={name} onClose={() => setAsking(false)} />}
    </>
  );
}

function PauseDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const pause = useMutation(
    trpc.triggers.pause.mutationOptions({
      onSuccess: () => toast.success(`Paused ${name}`),
      onError: (error) => toast.error(`${name} was not paused`, error),
      onSettled: () => client.invalidateQueries(trpc.triggers.pathFilter()),
    }),
  );
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Pause ${name}?`}
      description="It starts nothing until it is resumed. What is due meanwhile is not made up for by itself; runs that go on are not touched."
      action="Pause trigger"
      danger={false}
      confirmDisabled={note.trim().length < 3}
      onConfirm={() => pause.mutateAsync({ id, note: note.trim() })}
    >
      <Field label="Why" description="Shown to whoever wonders why nothing runs." className="mt-2">
        <Input value={note} onValueChange={setNote} maxLength={500} />
      </Field>
    </AlertDialog>
  );
}
