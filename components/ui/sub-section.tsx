import type { ReactNode } from "react";

/** A titled part of a page or panel. */
export function SubSection({
  title,
  note,
  children,
}: {
  title: string;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="min-w-0 break-words">
      <h3 className="mb-1.5 flex flex-wrap items-baseline gap-x-3 text-sm font-medium">
        {title}
        {note && <span className="text-muted text-xs font-normal">{note}</span>}
      </h3>
      {children}
    </section>
  );
}
