import {
  Ban,
  CircleCheck,
  CircleDashed,
  Hourglass,
  LoaderCircle,
  MessageSquareWarning,
  OctagonX,
  Unplug,
  type LucideIcon,
} from "lucide-react";

/** States of model versions, reviews and endpoints: told by shape and word. */
const LOOKS = {
  pending: [CircleDashed, "Not reviewed", "text-muted"],
  "in-review": [Hourglass, "In review", "text-wait"],
  open: [Hourglass, "Waiting", "text-wait"],
  approved: [CircleCheck, "Approved", "text-ok"],
  rejected: [OctagonX, "Rejected", "text-danger"],
  "changes-requested": [MessageSquareWarning, "Changes requested", "text-warn"],
  cancelled: [Ban, "Cancelled", "text-muted"],
  ready: [CircleCheck, "Ready", "text-ok"],
  loading: [LoaderCircle, "Loading", "text-info"],
  failed: [OctagonX, "Failed", "text-danger"],
  offline: [Unplug, "Offline", "text-warn"],
} as const satisfies Record<string, readonly [LucideIcon, string, string]>;

export type GovernanceState = keyof typeof LOOKS;

export function GovernanceStatus({
  status,
  className = "",
}: {
  status: GovernanceState;
  className?: string;
}) {
  const [Icon, word, color] = LOOKS[status];
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm whitespace-nowrap ${className}`}>
      <Icon
        aria-hidden
        className={`size-4 shrink-0 ${color} ${status === "loading" ? "animate-spin" : ""}`}
      />
      {word}
    </span>
  );
}
