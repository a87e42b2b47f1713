import { LoaderCircle } from "lucide-react";
import { cx } from "./cx.ts";

/** The turning circle alone; only where words stand beside it already. */
export function SpinnerIcon({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cx("size-4 animate-spin", className)} />;
}

/** Something is under way, and what. */
export function Spinner({ label, className }: { label: string; className?: string }) {
  return (
    <span
      role="status"
      className={cx("text-muted inline-flex items-center gap-2 text-sm", className)}
    >
      <SpinnerIcon />
      {label}
    </span>
  );
}
