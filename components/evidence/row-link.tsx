import Link from "next/link";
import type { ReactNode } from "react";

/** The link of a table row, which takes a click anywhere on it; the row needs `relative`. */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
    >
      {children}
    </Link>
  );
}

export const ROW_CLASS = "hover:bg-hover relative";
