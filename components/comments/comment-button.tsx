"use client";

import { MessageSquare } from "lucide-react";
import { cx } from "../ui/cx.ts";
import type { Anchor } from "./types.ts";
import { useComments } from "./use-comments.ts";

/** Opens the threads of one thing, and says how many wait; draws nothing where nothing is discussed. */
export function CommentButton({ anchor, anchorKey, title }: Anchor) {
  const comments = useComments();
  if (!comments) return null;
  const own = comments.threads.filter(
    (thread) => thread.anchor === anchor && thread.anchorKey === anchorKey,
  );
  const open = own.filter(({ resolvedAt }) => resolvedAt === null).length;
  const label =
    own.length === 0 ? `Discuss ${title}` : `Discuss ${title}: ${open} open of ${own.length}`;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={() => comments.show({ anchor, anchorKey, title })}
      className={cx(
        "hover:bg-hover hover:text-fg -my-1 inline-flex h-6 min-w-6 align-middle items-center justify-center gap-1 rounded-sm px-1 text-xs tabular-nums",
        open > 0 ? "text-accent" : "text-muted",
      )}
    >
      <MessageSquare aria-hidden className="size-3.5" />
      {open > 0 && open}
    </button>
  );
}
