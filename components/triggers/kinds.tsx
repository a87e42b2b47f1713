import {
  Boxes,
  CalendarClock,
  CalendarDays,
  Database,
  FolderInput,
  Timer,
  Webhook,
  Workflow,
  type LucideIcon,
} from "lucide-react";
import type { TriggerType } from "../../workflows/core/triggers.ts";

const KINDS: Record<TriggerType, { title: string; icon: LucideIcon }> = {
  schedule: { title: "Schedule", icon: CalendarClock },
  interval: { title: "Interval", icon: Timer },
  calendar: { title: "Calendar", icon: CalendarDays },
  webhook: { title: "Webhook", icon: Webhook },
  dataset: { title: "Dataset", icon: Database },
  folder: { title: "Folder", icon: FolderInput },
  pipeline: { title: "Pipeline", icon: Workflow },
  model: { title: "Model", icon: Boxes },
};

/** The kind of a trigger as shape and word. */
export function TriggerKind({ type }: { type: TriggerType }) {
  const { title, icon: Icon } = KINDS[type];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <Icon aria-hidden className="text-muted size-4 shrink-0" />
      {title}
    </span>
  );
}
