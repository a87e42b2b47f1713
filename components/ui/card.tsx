import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { Sideways } from "./sideways.tsx";

interface Props {
  title?: ReactNode;
  /** Stands at the right of the title. */
  actions?: ReactNode;
  description?: ReactNode;
  /** No space around the content, for a table that reaches the edges. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

export function Card({ title, actions, description, flush = false, className, children }: Props) {
  return (
    <section
      className={cx(
        "bg-surface border-line shadow-card min-w-0 rounded-lg border break-words",
        className,
      )}
    >
      {(title || actions) && (
        <header className="border-line flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-b px-4 py-1.5">
          <div className="min-w-0 flex-1">
            <h2 className="text-sm font-semibold">{title}</h2>
            {description && <p className="text-muted text-xs">{description}</p>}
          </div>
          {actions && <div className="flex items-center gap-2">{actions}</div>}
        </header>
      )}
      {flush ? <Sideways>{children}</Sideways> : <div className="p-4">{children}</div>}
    </section>
  );
}
