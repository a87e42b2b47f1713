"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState, type ReactNode } from "react";
import { useTRPC } from "../trpc.tsx";
import { CommentsPanel } from "./comments-panel.tsx";
import type { Anchor, Thread } from "./types.ts";
import { CommentsContext } from "./use-comments.ts";

/** The threads of a review, for whatever stands inside, and the panel they are read in. */
export function CommentsProvider({
  reviewId,
  thread,
  children,
}: {
  reviewId: string;
  /** The thread that a link leads to. */
  thread: string | null;
  children: ReactNode;
}) {
  const trpc = useTRPC();
  const [shown, setShown] = useState<{ anchor: Anchor | null } | null>(
    thread ? { anchor: null } : null,
  );
  const [linked, setLinked] = useState(thread);
  if (thread !== linked) {
    setLinked(thread);
    if (thread) setShown({ anchor: null });
  }
  const close = () => {
    setShown(null);
    if (thread) forgetLink();
  };
  const { data: threads = NONE } = useQuery(
    trpc.comments.list.queryOptions({ reviewId }, { refetchInterval: 15_000 }),
  );
  const show = useCallback((anchor: Anchor | null) => setShown({ anchor }), []);
  const value = useMemo(() => ({ threads, show }), [threads, show]);
  return (
    <CommentsContext value={value}>
      {children}
      {shown && (
        <CommentsPanel
          key={JSON.stringify(shown.anchor)}
          reviewId={reviewId}
          anchor={shown.anchor}
          threads={threads}
          linked={thread}
          onShowAll={() => setShown({ anchor: null })}
          onClose={close}
        />
      )}
    </CommentsContext>
  );
}

/** The address without the thread, so that a link to it opens it again. */
function forgetLink(): void {
  const address = new URL(window.location.href);
  address.searchParams.delete("thread");
  window.history.replaceState(null, "", address);
}

const NONE: readonly Thread[] = [];
