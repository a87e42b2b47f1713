"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { metricTitle } from "../../workflows/core/metrics.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { plural } from "../ui/format.ts";
import { Time } from "../ui/time.tsx";
import { toast } from "../ui/toast.tsx";
import { Composer, useRemarkDraft } from "./composer.tsx";
import { mentionParts } from "./mention.ts";
import type { Thread } from "./types.ts";

/** A thread with its answers; resolved ones stay folded until they are opened, or a link leads to them. */
export function ThreadView({
  thread,
  reviewId,
  showAnchor,
  isLinked,
}: {
  thread: Thread;
  reviewId: string;
  showAnchor: boolean;
  isLinked: boolean;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const mayComment = useCan("reviews.comment");
  const [draft] = useRemarkDraft(reviewId, thread.id);
  const [answering, setAnswering] = useState(draft !== null);
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isLinked) place.current?.scrollIntoView({ block: "nearest" });
  }, [isLinked]);
  const resolved = thread.resolvedAt !== null;
  const [opened, setOpened] = useState(false);
  const folded = resolved && !opened && !isLinked;
  const resolve = useMutation(
    trpc.comments.resolve.mutationOptions({
      onError: (error) => toast.error("The thread stays as it is", error),
      onSettled: () => client.invalidateQueries(trpc.comments.pathFilter()),
    }),
  );
  const remarks = folded ? thread.remarks.slice(0, 1) : thread.remarks;
  return (
    <li
      ref={place}
      className={cx(
        "border-line flex flex-col gap-2 border-b px-4 py-3",
        isLinked && "bg-selected",
      )}
    >
      {(showAnchor || resolved) && (
        <div className="flex items-center gap-2">
          {showAnchor && <span className="text-muted truncate text-xs">{aboutWords(thread)}</span>}
          {resolved && (
            <Badge tone="ok" icon={<CircleCheck aria-hidden />} className="ml-auto">
              Resolved
            </Badge>
          )}
        </div>
      )}
      {remarks.map(({ id, body, by, at, mentions }) => (
        <div key={id} className="text-sm">
          <p className="text-xs">
            <b className="font-medium">{by.name}</b>{" "}
            <span className="text-muted">
              <Time at={at} />
            </span>
          </p>
          <p className={cx("break-words whitespace-pre-wrap", resolved && "text-muted")}>
            {mentionParts(
              body,
              mentions.map(({ name }) => name),
            ).map(({ text, isMention }, index) =>
              isMention ? (
                <b key={index} className="text-accent font-medium">
                  {text}
                </b>
              ) : (
                text
              ),
            )}
          </p>
        </div>
      ))}
      <div className="flex gap-1 [&>button]:-ml-1.5">
        {folded && thread.remarks.length > 1 && (
          <Button size="sm" variant="ghost" onClick={() => setOpened(true)}>
            Show {plural(thread.remarks.length - 1, "answer")}
          </Button>
        )}
        {mayComment && !answering && !resolved && (
          <Button size="sm" variant="ghost" onClick={() => setAnswering(true)}>
            Answer
          </Button>
        )}
        {mayComment && thread.mayResolve && (
          <Button
            size="sm"
            variant="ghost"
            pending={resolve.isPending}
            onClick={() => resolve.mutate({ threadId: thread.id, resolved: !resolved })}
          >
            {resolved ? "Open again" : "Resolve"}
          </Button>
        )}
      </div>
      {answering && (
        <Composer
          reviewId={reviewId}
          threadId={thread.id}
          about={{ ...thread, title: "" }}
          label="Your answer"
          action="Answer"
          onSent={() => setAnswering(false)}
        />
      )}
    </li>
  );
}

function aboutWords({ anchor, anchorKey }: Thread): string {
  switch (anchor) {
    case "review":
      return "The review";
    case "metric":
      return metricTitle(anchorKey);
    case "item":
      return `Requirement: ${anchorKey}`;
    case "node":
      return `Step ${anchorKey}`;
    case "finding":
      return "A finding";
    case "plot":
      return `Plot: ${anchorKey}`;
    case "section":
      return `Section: ${anchorKey.replaceAll("-", " ")}`;
  }
}
