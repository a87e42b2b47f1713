"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bell as BellIcon } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../trpc.tsx";
import { cx } from "../ui/cx.ts";
import { Popover } from "../ui/popover.tsx";
import { Time } from "../ui/time.tsx";

const SHOWN = 20;

/** What the reader has been told: how much is new, and the latest of it. */
export function Bell() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const query = useQuery(
    trpc.notices.list.queryOptions({ limit: SHOWN }, { refetchInterval: 20_000 }),
  );
  const refresh = () => client.invalidateQueries({ queryKey: trpc.notices.list.pathKey() });
  const read = useMutation(trpc.notices.markRead.mutationOptions({ onSettled: refresh }));
  const unread = query.data?.unread ?? 0;
  const items = query.data?.items ?? [];
  return (
    <Popover
      label="Notices"
      side="right"
      align="end"
      className="w-96 max-w-[calc(100vw-32px)] p-0"
      trigger={
        <button
          type="button"
          aria-label={unread === 0 ? "Notices" : `Notices: ${unread} new`}
          className="text-muted hover:bg-hover hover:text-fg narrow:justify-center narrow:px-0 data-[popup-open]:bg-hover relative mx-2 mb-1 flex h-8 items-center gap-2.5 rounded-md px-2 text-sm"
        >
          <BellIcon aria-hidden className="size-4 shrink-0" />
          <span className="narrow:sr-only flex-1 text-left">Notices</span>
          {unread > 0 && (
            <span
              aria-hidden
              className="bg-accent-soft text-accent narrow:absolute narrow:-top-0.5 narrow:right-0 min-w-5 rounded-full px-1.5 text-center text-2xs font-medium"
            >
              {unread > 99 ? "99+" : unread}
            </span>
          )}
        </button>
      }
    >
      {(close) => (
        <>
          <div className="border-line flex h-10 items-center border-b px-3">
            <h2 className="flex-1 text-sm font-semibold">Notices</h2>
            {unread > 0 && (
              <button
                type="button"
                onClick={() => read.mutate({})}
                className="text-accent rounded-xs text-xs font-medium hover:underline"
              >
                Mark all as read
              </button>
            )}
          </div>
          {items.length === 0 ? (
            <p className="text-muted p-4 text-sm">
              {query.error
                ? query.error.message
                : "Nothing yet. What waits for you, falls due or is suspended will be told here."}
            </p>
          ) : (
            <ul className="divide-line max-h-[min(70vh,32rem)] divide-y overflow-y-auto">
              {items.map(({ id, title, body, link, createdAt, readAt }) => (
                <li key={id}>
                  <Link
                    href={link}
                    onClick={() => {
                      close();
                      if (!readAt) read.mutate({ ids: [id] });
                    }}
                    className="hover:bg-hover flex gap-2 px-3 py-2 -outline-offset-2"
                  >
                    <span
                      aria-hidden
                      className={cx(
                        "mt-1.5 size-2 shrink-0 rounded-full",
                        readAt ? "bg-transparent" : "bg-accent",
                      )}
                    />
                    <span className="min-w-0 flex-1">
                      <span className={cx("block text-sm break-words", !readAt && "font-medium")}>
                        {!readAt && <span className="sr-only">New: </span>}
                        {title}
                      </span>
                      {body && (
                        <span className="text-muted line-clamp-2 block text-xs">{body}</span>
                      )}
                      <Time at={createdAt} className="text-muted text-xs" />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Popover>
  );
}
