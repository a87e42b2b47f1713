import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleDot,
  Hourglass,
  LoaderCircle,
  OctagonX,
  Redo2,
  Unplug,
  type LucideIcon,
} from "lucide-react";
import type { RunStatus, StepStatus } from "./live-state.ts";

type AnyStatus = RunStatus | StepStatus | "pending" | "cached";

interface Look {
  icon: LucideIcon;
  word: string;
  color: string;
  /** Background of a timeline's bar. */
  bar: string;
  spins?: boolean;
}

/** A state is told by its shape and its word; colour only helps. */
export const LOOKS: Record<AnyStatus, Look> = {
  pending: { icon: CircleDashed, word: "Not begun", color: "text-muted", bar: "bg-muted" },
  queued: { icon: CircleDot, word: "Queued", color: "text-muted", bar: "bg-muted" },
  running: {
    icon: LoaderCircle,
    word: "Running",
    color: "text-info",
    bar: "bg-info",
    spins: true,
  },
  waiting: { icon: Hourglass, word: "Waiting", color: "text-wait", bar: "bg-wait" },
  done: { icon: CircleCheck, word: "Done", color: "text-ok", bar: "bg-ok" },
  cached: { icon: CircleCheck, word: "Reused", color: "text-ok", bar: "bg-ok" },
  failed: { icon: OctagonX, word: "Failed", color: "text-danger", bar: "bg-danger" },
  skipped: { icon: Redo2, word: "Skipped", color: "text-muted", bar: "bg-muted" },
  cancelled: { icon: Ban, word: "Cancelled", color: "text-muted", bar: "bg-muted" },
  lost: { icon: Unplug, word: "Lost", color: "text-warn", bar: "bg-warn" },
};

export function StatusIcon({
  status,
  className = "size-4",
}: {
  status: AnyStatus;
  className?: string;
}) {
  const { icon: Icon, color, spins } = LOOKS[status];
  return (
    <Icon
      aria-hidden
      className={`shrink-0 ${color} ${spins ? "animate-spin motion-reduce:animate-none" : ""} ${className}`}
    />
  );
}

export function Status({ status, className = "" }: { status: AnyStatus; className?: string }) {
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${className}`}>
      <StatusIcon status={status} />
      {LOOKS[status].word}
    </span>
  );
}
