import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CirclePlay,
  CircleSlash,
  CircleX,
  Equal,
  EqualApproximately,
  EqualNot,
  FilePenLine,
  Hourglass,
  LoaderCircle,
  Pin,
  Recycle,
  RotateCw,
  ShieldAlert,
  Undo2,
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
  retrying: { label: "Retrying", tone: "wait", icon: RotateCw },
  waiting: { label: "Waiting", tone: "wait", icon: Hourglass },
  paused: { label: "Paused", tone: "warn", icon: CirclePause },
  done: { label: "Done", tone: "ok", icon: CircleCheck },
  failed: { label: "Failed", tone: "danger", icon: CircleX },
  skipped: { label: "Skipped", tone: "neutral", icon: CircleSlash },
  cancelled: { label: "Cancelled", tone: "neutral", icon: Ban },
  lost: { label: "Lost", tone: "warn", icon: Unplug },
  cached: { label: "Cached", tone: "ok", icon: Recycle },
  sent: { label: "Sent", tone: "ok", icon: CircleCheck },
  open: { label: "Open", tone: "wait", icon: CircleDot },
  "in-review": { label: "In review", tone: "wait", icon: CirclePause },
  approved: { label: "Approved", tone: "ok", icon: CircleCheck },
  rejected: { label: "Rejected", tone: "danger", icon: CircleX },
  "changes-requested": { label: "Changes requested", tone: "warn", icon: FilePenLine },
  suspended: { label: "Suspended", tone: "danger", icon: CirclePause },
  retired: { label: "Retired", tone: "neutral", icon: CircleSlash },
  withdrawn: { label: "Withdrawn", tone: "neutral", icon: Undo2 },
  recused: { label: "Stepped back", tone: "neutral", icon: CircleSlash },
  answered: { label: "Answered", tone: "info", icon: CircleDot },
  closed: { label: "Closed", tone: "ok", icon: CircleCheck },
  loading: { label: "Loading", tone: "info", icon: LoaderCircle, spins: true },
  ready: { label: "Ready", tone: "ok", icon: CircleCheck },
  active: { label: "Active", tone: "ok", icon: CirclePlay },
  started: { label: "Started", tone: "ok", icon: CirclePlay },
  refused: { label: "Refused", tone: "danger", icon: CircleX },
  unbegun: { label: "Not run", tone: "neutral", icon: CircleSlash },
  pinned: { label: "Pinned", tone: "accent", icon: Pin },
  handled: { label: "Handled", tone: "warn", icon: ShieldAlert },
  alive: { label: "Alive", tone: "ok", icon: CircleCheck },
  gone: { label: "Gone", tone: "neutral", icon: Unplug },
  unserved: { label: "No worker", tone: "warn", icon: Unplug },
  identical: { label: "Identical", tone: "ok", icon: Equal },
  "within-tolerance": { label: "Within tolerance", tone: "ok", icon: EqualApproximately },
  different: { label: "Different", tone: "danger", icon: EqualNot },
  missing: { label: "Missing", tone: "danger", icon: CircleX },
  "not-repeated": { label: "Not repeated", tone: "neutral", icon: CircleSlash },
  "cannot-fire": { label: "Cannot fire", tone: "warn", icon: Unplug },
  degraded: { label: "Degraded", tone: "warn", icon: CircleAlert },
};

/** How a state looks; an unknown one is shown by its own word. */
export function statusLook(status: string): StatusLook {
  return LOOKS[status] ?? { label: status, tone: "neutral", icon: CircleDashed };
}
