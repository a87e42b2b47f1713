"use client";

import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useCan } from "../shell/use-can.ts";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Composer } from "./composer.tsx";
import { ThreadView } from "./thread-view.tsx";
import type { Anchor, Thread } from "./types.ts";

/** The threads at the right of the window: of one thing with room for a new one, or all. */
export function CommentsPanel({
  reviewId,
  anchor,
  threads,
  linked,
  onShowAll,
  onClose,
}: {
  reviewId: string;
  anchor: Anchor | null;
  threads: readonly Thread[];
  linked: string | null;
  onShowAll: () => void;
  onClose: () => void;
}) {
  const mayComment = useCan("reviews.comment");
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = panel.current;
    const opener = document.activeElement;
    here?.focus();
    return () => {
      // Back to where it came from, unless it has gone elsewhere by itself.
      const at = document.activeElement;
      if (opener instanceof HTMLElement && (at === document.body || here?.contains(at)))
        opener.focus();
    };
  }, []);
  const shown = anchor
    ? threads.filter((one) => one.anchor === anchor.anchor && one.anchorKey === anchor.anchorKey)
    : threads;
  const about = anchor ?? WHOLE;
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label="Comments"
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      className="bg-surface border-line shadow-raised fixed inset-y-0 right-0 z-40 flex w-96 max-w-full flex-col border-l outline-none"
    >
      <header className="border-line flex min-h-12 items-center gap-2 border-b py-1.5 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="text-sm font-semibold">{anchor ? "Comments" : "All comments"}</h2>
          {anchor && <p className="text-muted truncate text-xs">on {anchor.title}</p>}
        </div>
        {anchor && threads.length > shown.length && (
          <Button size="sm" variant="ghost" onClick={onShowAll}>
            All {threads.length}
          </Button>
        )}
        <IconButton label="Close comments" icon={<X aria-hidden />} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {shown.length === 0 ? (
          <p className="text-muted px-4 py-6 text-sm">
            Nobody has said anything {anchor ? "here" : "in this review"} yet.
            {mayComment && " Write the first remark below; @ and a name tells somebody."}
          </p>
        ) : (
          <ul>
            {shown.map((thread) => (
              <ThreadView
                key={thread.id}
                thread={thread}
                reviewId={reviewId}
                showAnchor={!anchor}
                isLinked={thread.id === linked}
              />
            ))}
          </ul>
        )}
      </div>
      {mayComment ? (
        <div className="border-line border-t p-3">
          <Composer
            reviewId={reviewId}
            about={about}
            label={anchor ? `New comment on ${about.title}` : "New comment on the review"}
            action="Comment"
          />
        </div>
      ) : (
        <p className="text-muted border-line border-t px-4 py-3 text-xs">
          Your role reads comments and writes none.
        </p>
      )}
    </aside>
  );
}

const WHOLE: Anchor = { anchor: "review", anchorKey: "", title: "the review" };
