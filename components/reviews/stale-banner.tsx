"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { toast } from "../ui/toast.tsx";
import type { Review } from "./types.ts";

/** What has changed since the evidence was frozen, and the way on: freezing it anew. */
export function StaleBanner({ review }: { review: Review }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const mayFreeze = useCan("reviews.open");
  const refresh = useMutation(
    trpc.reviews.refresh.mutationOptions({
      onSuccess: ({ round }) =>
        toast.success(`Round ${round} begins`, "The evidence was frozen anew."),
      onError: (error) => toast.error("The evidence was not frozen anew", error),
      onSettled: () => client.invalidateQueries(trpc.reviews.pathFilter()),
    }),
  );
  if (review.stale.length === 0) return null;
  const needsAssessment = review.stale.some(
    ({ what, key }) => what === "risk" && key.startsWith("risk."),
  );
  return (
    <Notice
      tone="warn"
      className="mb-4"
      title="Stale: what this review stands on has changed"
      actions={
        mayFreeze && (
          <Button
            variant="primary"
            pending={refresh.isPending}
            onClick={() => refresh.mutate({ id: review.id })}
          >
            Freeze anew, begin round {review.round + 1}
          </Button>
        )
      }
    >
      <ul className="mt-1 list-disc pl-4">
        {review.stale.map(({ what, key, sentence }) => (
          <li key={`${what} ${key}`}>{sentence}</li>
        ))}
      </ul>
      <p className="mt-1">
        Nobody can decide until the evidence is frozen anew; what was decided in this round then
        stays shown and does not count any more.
        {needsAssessment && " Assess the model's risk again first, on the page of the model."}
        {!mayFreeze && " Ask a designer, a reviewer or an operator to do it."}
      </p>
    </Notice>
  );
}
