"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { forgetSent, sentFrom, useIsSending, useKeptDraft } from "../shell/kept-draft.ts";
import { usePeople } from "../shell/use-people.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { toast } from "../ui/toast.tsx";
import { MentionTextarea } from "./mention-textarea.tsx";
import type { Anchor } from "./types.ts";

/** Where a remark is written: a new thread about something, or an answer in one. */
export function Composer({
  reviewId,
  about,
  threadId,
  label,
  action,
  onSent,
}: {
  reviewId: string;
  about: Anchor;
  threadId?: string;
  label: string;
  action: string;
  onSent?: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const people = usePeople();
  const key = remarkKey(reviewId, threadId ?? about);
  const [draft, setDraft] = useKeptDraft<string>(key);
  const isSending = useIsSending(key);
  const body = draft ?? "";
  const add = useMutation(
    trpc.comments.add.mutationOptions({
      meta: sentFrom(key),
      onSuccess: (_, sent) => {
        if (forgetSent<string>(key, (now) => now === sent.body)) onSent?.();
      },
      onError: (error) => toast.error("The comment was not sent", error),
      onSettled: () => client.invalidateQueries(trpc.comments.pathFilter()),
    }),
  );
  const send = () => {
    if (!body.trim() || isSending) return;
    add.mutate({
      reviewId,
      body,
      anchor: about.anchor,
      anchorKey: about.anchorKey,
      ...(threadId ? { threadId } : {}),
      mentions: people.filter(({ name }) => body.includes(`@${name}`)).map(({ id }) => id),
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="flex flex-col gap-2"
    >
      <MentionTextarea
        label={label}
        value={body}
        onChange={(next) => setDraft(next || null)}
        onSend={send}
        people={people}
      />
      <div className="flex items-center justify-between gap-2">
        <span className="text-muted text-xs">@ tells somebody</span>
        <Button
          type="submit"
          size="sm"
          variant="primary"
          disabled={!body.trim()}
          pending={isSending}
        >
          {action}
        </Button>
      </div>
    </form>
  );
}

/** What is written and not sent yet: about something, or in a thread, by its id. */
export function useRemarkDraft(reviewId: string, about: Anchor | string) {
  return useKeptDraft<string>(remarkKey(reviewId, about));
}

function remarkKey(reviewId: string, about: Anchor | string): string {
  const place = typeof about === "string" ? about : `${about.anchor}/${about.anchorKey}`;
  return `comment/${reviewId}/${place}`;
}
