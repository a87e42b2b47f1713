"use client";
import { ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";

/** A section that folds. What is in it is made when it first opens: editors in it load no sooner. */
export function Fold({
  className,
  title,
  note,
  fields,
  initiallyOpen = false,
  children,
}: {
  className: string;
  title: ReactNode;
  note?: ReactNode;
  /** Names of the fields inside, so that a jump to one can open it. */
  fields?: readonly string[];
  initiallyOpen?: boolean;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(initiallyOpen);
  const [made, setMade] = useState(initiallyOpen);
  return (
    <details
      className={className}
      open={open}
      data-fields={fields?.join(" ")}
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
        if (currentTarget.open) setMade(true);
      }}
    >
      <summary>
        <ChevronRight aria-hidden className="text-muted size-3.5" />
        {title}
        {note && <span className="text-muted font-normal">{note}</span>}
      </summary>
      {made && children}
    </details>
  );
}
