import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleSlash,
  CircleX,
  FilePenLine,
  Hourglass,
  LoaderCircle,
  Unplug,
  type LucideIcon,
} from "lucide-react";
import type { Tone } from "./badge.tsx";

export interface StatusLook {
  label: string;
  tone: Tone;
  icon: LucideIcon;
  spins?: boolean;
}

const LOOKS: Record<string, StatusLook> = {
  pending: { label: "Pending", tone: "neutral", icon: CircleDashed },
  queued: { label: "Queued", tone: "neutral", icon: CircleDashed },
  running: { label: "Running", tone: "info", icon: LoaderCircle, spins: true },
  waiting: { label: "Waiting", tone: "wait", icon: Hourglass },
  paused: { label: "Paused", tone: "warn", icon: CirclePause },
  done: { label: "Done", tone: "ok", icon: CircleCheck },
  failed: { label: "Failed", tone: "danger", icon: CircleX },
  skipped: { label: "Skipped", tone: "neutral", icon: CircleSlash },
  cancelled: { label: "Cancelled", tone: "neutral", icon: Ban },
  lost: { label: "Lost", tone: "warn", icon: Unplug },
  cached: { label: "Cached", tone: "ok", icon: CircleCheck },
  open: { label: "Open", tone: "wait", icon: CircleDot },
  "in-review": { label: "In review", tone: "wait", icon: CirclePause },
  approved: { label: "Approved", tone: "ok", icon: CircleCheck },
  rejected: { label: "Rejected", tone: "danger", icon: CircleX },
  "changes-requested": { label: "Changes requested", tone: "warn", icon: FilePenLine },
  loading: { label: "Loading", tone: "info", icon: LoaderCircle, spins: true },
  ready: { label: "Ready", tone: "ok", icon: CircleCheck },
  degraded: { label: "Degraded", tone: "warn", icon: CircleAlert },
};

/** How a state looks; an unknown one is shown by its own word. */
export function statusLook(status: string): StatusLook {
  return LOOKS[status] ?? { label: status, tone: "neutral", icon: CircleDashed };
}
