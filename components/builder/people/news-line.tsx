"use client";
import { Users } from "lucide-react";
import { useEffect, useState } from "react";
import { useEditor } from "../store/editor-context.tsx";
import { usePeople } from "./people-context.tsx";

const SHOWN_MS = 8_000;

/** The newest that somebody else did, for a moment; all of it is in the list of people. */
export function NewsLine() {
  const latest = usePeople(({ news }) => news[0]);
  const jump = useEditor((state) => state.jump);
  const setPanel = useEditor((state) => state.setPanel);
  const [gone, setGone] = useState<string | null>(null);
  const key = latest ? `${latest.id} ${latest.at}` : null;
  useEffect(() => {
    if (key === null) return undefined;
    const timer = setTimeout(() => setGone(key), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [key]);
  const shown = latest && gone !== key;
  return (
    <div
      role="status"
      data-testid="news"
      className="pointer-events-none absolute inset-x-0 bottom-16 z-10 flex justify-center px-16"
    >
      {shown && (
        <button
          key={latest.id}
          type="button"
          onClick={() => (latest.nodes[0] ? jump(latest.nodes[0]) : setPanel("people"))}
          className="pb-news bg-raised border-line shadow-raised hover:bg-hover pointer-events-auto flex max-w-full items-center gap-2 rounded-full border px-3 py-1.5 text-xs"
        >
          <Users aria-hidden className="text-muted size-3.5 shrink-0" />
          <span className="truncate">
            <span className="font-medium">{latest.who}</span> {latest.words}
          </span>
        </button>
      )}
    </div>
  );
}
