"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarPlus } from "lucide-react";
import { useState } from "react";
import { dateTime, plural } from "../ui/format.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { toast } from "../ui/toast.tsx";
import { called } from "./called.ts";
import type { TriggerDetails } from "./types.ts";
import { ownZone } from "./zoned-time.ts";

type Overlap = "buffer-all" | "allow-all";

const OVERLAPS: readonly { value: Overlap; label: string }[] = [
  { value: "buffer-all", label: "One after the other" },
  { value: "allow-all", label: "All at once" },
];

/** Starts the runs that a schedule would have started in a range of the past; says how many before it starts any. */
export function BackfillDialog({ trigger }: { trigger: TriggerDetails }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="Backfill"
      description={`Makes up for the times of ${called(trigger)} in a range of the past: one run each.`}
      trigger={
        <Button
          icon={<CalendarPlus aria-hidden />}
          disabled={trigger.paused}
          title={trigger.paused ? "Resume the trigger first" : undefined}
        >
          Backfill
        </Button>
      }
      open={open}
      onOpenChange={setOpen}
    >
      <BackfillForm id={trigger.id} onClose={() => setOpen(false)} />
    </Dialog>
  );
}

function BackfillForm({ id, onClose }: { id: string; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [overlap, setOverlap] = useState<Overlap>("buffer-all");
  const [missing, setMissing] = useState(true);
  const range = { id, from: instant(from), to: instant(to) };
  const count = useQuery(
    trpc.triggers.backfillCount.queryOptions(
      { id, from: range.from ?? "", to: range.to ?? "" },
      { enabled: range.from !== null && range.to !== null, retry: false },
    ),
  );
  const backfill = useMutation(
    trpc.triggers.backfill.mutationOptions({
      onSuccess: ({ count: started }) => {
        toast.success(
          `${plural(started, "run")} will be started`,
          "They appear among the firings.",
        );
        onClose();
      },
      onError: (error) => toast.error("The backfill was not started", error),
      onSettled: () => client.invalidateQueries(trpc.triggers.pathFilter()),
    }),
  );
  const known = count.data;
  const wanted = known ? known.count - (missing ? known.ran : 0) : 0;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!known || range.from === null || range.to === null) return;
        const { from, to } = range;
        backfill.mutate({ id, from, to, count: wanted, overlap, missing });
      }}
    >
      <div className="grid grid-cols-2 gap-3">
        <Field label="From">
          <Input type="datetime-local" value={from} onValueChange={setFrom} />
        </Field>
        <Field label="To">
          <Input type="datetime-local" value={to} onValueChange={setTo} />
        </Field>
      </div>
      <p className="text-muted -mt-2 text-xs">On your clock, {ownZone()}.</p>
      <Field label="How">
        <Select options={OVERLAPS} value={overlap} onValueChange={setOverlap} />
      </Field>
      <div aria-live="polite">
        {count.error ? (
          <Notice tone="danger">{count.error.message}</Notice>
        ) : known?.first && known.last ? (
          <Notice title={`${plural(wanted, "run")} will be started`}>
            From {dateTime(known.first)} to {dateTime(known.last)} it has {timesWords(known)}.
          </Notice>
        ) : known ? (
          <Notice>The range has no time of this trigger: nothing would be started.</Notice>
        ) : (
          <p className="text-muted text-sm">
            {count.isFetching ? "Counting…" : "Choose a range to see how many runs that is."}
          </p>
        )}
      </div>
      {known !== undefined && known.ran > 0 && (
        <Checkbox
          label="Leave out the times that have run"
          checked={missing}
          onCheckedChange={setMissing}
        />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          disabled={wanted === 0}
          pending={backfill.isPending}
        >
          {wanted > 0 ? `Start ${plural(wanted, "run")}` : "Start"}
        </Button>
      </div>
    </form>
  );
}

/** How many times a range has, and how many of them have had their run. */
function timesWords({ count, ran }: { count: number; ran: number }): string {
  const times = plural(count, "time");
  if (ran === 0) return times;
  if (ran === count) return `${times}, ${count === 1 ? "which has run" : "all of which have run"}`;
  return `${times}, of which ${ran} ${ran === 1 ? "has" : "have"} run`;
}

/** The reader's local `2026-11-21T02:00` as an instant; null while it is none. */
function instant(text: string): string | null {
  const at = new Date(text);
  return text === "" || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
