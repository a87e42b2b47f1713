"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { toast } from "../ui/toast.tsx";
import { changedFacts, FactFields, factsOf } from "./fact-fields.tsx";
import type { Dataset } from "./types.ts";

/** Changes what is said of a dataset. */
export function DescribeDialog({ dataset }: { dataset: Dataset }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={`About ${dataset.name}`}
      description="Its versions stay as they are. What was said before stays in the audit log."
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Edit what is said of ${dataset.name}`}>
          Edit
        </Button>
      }
      open={open}
      onOpenChange={setOpen}
    >
      <DescribeForm dataset={dataset} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function DescribeForm({ dataset, onDone }: { dataset: Dataset; onDone: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [begun] = useState(() => factsOf(dataset));
  const [facts, setFacts] = useState(begun);
  const describe = useMutation(
    trpc.datasets.describe.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.datasets.pathFilter());
        toast.success(`${dataset.name} is described anew`);
        onDone();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    describe.mutate({ name: dataset.name, ...changedFacts(facts, begun) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <FactFields facts={facts} onChange={setFacts} />
      {describe.error && <Notice tone="danger">{describe.error.message}</Notice>}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" pending={describe.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
