import { cx } from "./cx.ts";

/** A place that content will take, for waits that are short. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("bg-hover animate-pulse rounded-sm", className)} />;
}

/** Rows of a table or list to come. */
export function SkeletonRows({ rows = 5, label = "Loading…" }: { rows?: number; label?: string }) {
  return (
    <div role="status" className="flex flex-col gap-3 p-4">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} className="h-5" />
      ))}
    </div>
  );
}
