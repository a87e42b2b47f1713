import { cx } from "./cx.ts";
import { Badge } from "./badge.tsx";
import { statusLook } from "./status-look.ts";

/** The state of a run, step, review, model version or deployment: a shape and a word, so that colour only helps. */
export function StatusBadge({
  status,
  note,
  className,
}: {
  status: string;
  /** What stands behind the word. */
  note?: string | false;
  className?: string;
}) {
  const { tone, label } = statusLook(status);
  return (
    <Badge tone={tone} className={className} icon={<StatusIcon status={status} />}>
      {note ? `${label} ${note}` : label}
    </Badge>
  );
}

/** The shape alone; only where the word stands beside it. */
export function StatusIcon({ status, className }: { status: string; className?: string }) {
  const { icon: Icon, spins } = statusLook(status);
  return <Icon aria-hidden className={cx("size-3.5", spins && "animate-spin", className)} />;
}
