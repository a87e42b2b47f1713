import Link from "next/link";
import type { ReactNode } from "react";

/** The link of a table row, which takes a click anywhere on it; the row needs `relative`. A text that is too long is cut, and whole as its title. */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="block min-w-0 font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
    >
      <span
        // Above what takes the row's clicks, so that the title shows here alone.
        className="relative z-1 block truncate"
        title={typeof children === "string" ? children : undefined}
      >
        {children}
      </span>
    </Link>
  );
}

export const ROW_CLASS = "hover:bg-hover relative";
