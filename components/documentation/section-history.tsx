"use client";

import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Time } from "../ui/time.tsx";
import { Prose } from "./prose.tsx";
import type { Section } from "./types.ts";

type Text = Section["history"][number];

/** Every text a section ever had; each can be looked at. */
export function SectionHistory({ history }: { history: Section["history"] }) {
  const [open, setOpen] = useState<Text | null>(null);
  if (history.length === 0) return null;
  return (
    <details className="text-sm">
      <summary className="text-muted hover:text-fg cursor-pointer text-xs">
        {history.length === 1 ? "1 text" : `${history.length} texts`} kept
      </summary>
      <ul className="mt-1">
        {history.map((text) => (
          <li
            key={text.number}
            className="border-line flex min-h-8 items-center gap-3 border-b last:border-0"
          >
            <span className="text-muted w-6 text-right tabular-nums">{text.number}</span>
            <span>
              {text.signed ? "signed" : "saved"} by {text.by.name}
            </span>
            <span className="text-muted text-xs">
              <Time at={text.at} />
            </span>
            <Button size="sm" variant="ghost" className="ml-auto" onClick={() => setOpen(text)}>
              Read
            </Button>
          </li>
        ))}
      </ul>
      <Dialog
        title={open ? `Text ${open.number}` : ""}
        description={open && `${open.signed ? "Signed" : "Saved"} by ${open.by.name}`}
        open={open !== null}
        onOpenChange={() => setOpen(null)}
      >
        {open && (open.body ? <Prose text={open.body} /> : <p className="text-sm">Empty.</p>)}
      </Dialog>
    </details>
  );
}
