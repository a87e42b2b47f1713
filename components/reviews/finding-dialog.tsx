"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState, type RefObject } from "react";
import { dateTime } from "../ui/format.ts";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { Textarea } from "../ui/textarea.tsx";
import type { Review } from "./types.ts";

type FindingAct = "answer" | "close";

const WORDS = {
  answer: {
    title: (number: number) => `Answer F${number}`,
    description:
      "Say what was done, and name the run that shows it. A reviewer looks and closes it.",
    label: "What was done",
    action: "Answer",
  },
  close: {
    title: (number: number) => `Close F${number}?`,
    description:
      "You have looked at the run that shows that it is put right. Kept with the finding.",
    label: "What you looked at",
    action: "Close finding",
  },
};

/** Answers a finding or closes it, each with a retest run. */
export function FindingDialog({
  finding,
  act,
  review,
  focusAfter,
  onClose,
}: {
  finding: Review["findings"][number];
  act: FindingAct;
  review: Review;
  focusAfter: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const words = WORDS[act];
  const [text, setText] = useState("");
  const [run, setRun] = useState<string | null>(finding.retest?.runId ?? null);
  const runs = useQuery(
    trpc.runs.list.queryOptions({ pipeline: review.run.name, status: "done", limit: 20 }),
  );
  const later = (runs.data?.items ?? []).filter(({ createdAt }) => createdAt > finding.raisedAt);
  const options = {
    onSettled: () => client.invalidateQueries(trpc.reviews.pathFilter()),
  };
  const answer = useMutation(trpc.findings.answer.mutationOptions(options));
  const close = useMutation(trpc.findings.close.mutationOptions(options));
  const error = answer.error ?? close.error;
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title(finding.number)}
      description={words.description}
      action={words.action}
      danger={false}
      confirmDisabled={text.trim().length < 3 || run === null}
      onConfirm={() =>
        act === "answer"
          ? answer.mutateAsync({ id: finding.id, answer: text, retestRunId: run! })
          : close.mutateAsync({ id: finding.id, note: text, retestRunId: run! })
      }
      focusAfter={focusAfter}
    >
      <div className="mt-2 flex flex-col gap-3">
        <p className="text-sm font-medium">{finding.title}</p>
        <Field label={words.label}>
          <Textarea rows={3} value={text} onChange={({ target }) => setText(target.value)} />
        </Field>
        {runs.data && later.length === 0 && !finding.retest ? (
          <Notice>
            No run of {review.run.name} was done since the finding was raised: run the pipeline
            again, then come back.
          </Notice>
        ) : (
          <Field label="Retest run" description={run !== null && <OpenRun id={run} />}>
            <Select
              options={[
                ...later.map(({ id, createdAt }) => ({
                  value: id,
                  label: `${id}, ${dateTime(createdAt)}`,
                })),
                ...(finding.retest && !later.some(({ id }) => id === finding.retest?.runId)
                  ? [{ value: finding.retest.runId, label: finding.retest.runId }]
                  : []),
              ]}
              value={run}
              onValueChange={setRun}
            />
          </Field>
        )}
        {error && <Notice tone="danger">{error.message}</Notice>}
      </div>
    </AlertDialog>
  );
}

/** In a tab of its own: what is written here stays. */
function OpenRun({ id }: { id: string }) {
  return (
    <Link href={`/runs/${id}`} target="_blank" className="text-accent underline">
      Open this run in a new tab
    </Link>
  );
}
