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
import { listensTo, type TriggerSpec, type TriggerType } from "../../../workflows/core/triggers.ts";

interface Words {
  title: string;
  description: string;
  icon: LucideIcon;
}

/** The kinds of trigger in the order of the palette. */
export const TRIGGER_WORDS: Record<TriggerType, Words> = {
  schedule: {
    title: "Schedule",
    description: "By a cron expression in a time zone.",
    icon: CalendarClock,
  },
  interval: { title: "Interval", description: "Again after the same time.", icon: Timer },
  calendar: {
    title: "Calendar",
    description: "On chosen months, days and hours.",
    icon: CalendarDays,
  },
  webhook: {
    title: "Webhook",
    description: "When another program calls, signed.",
    icon: Webhook,
  },
  dataset: {
    title: "Dataset",
    description: "On each new version of a dataset.",
    icon: Database,
  },
  folder: {
    title: "Folder",
    description: "On each file that appears in a folder.",
    icon: FolderInput,
  },
  pipeline: {
    title: "Pipeline",
    description: "When a run of another pipeline ends.",
    icon: Workflow,
  },
  model: {
    title: "Model",
    description: "On each newly approved version of a model.",
    icon: Boxes,
  },
};

/** What a trigger waits for, in a few words for its node. */
export function triggerSummary(spec: TriggerSpec): string {
  if (listensTo(spec)?.value === "") return "not chosen yet";
  switch (spec.type) {
    case "schedule":
      return `${spec.cron}${spec.timezone ? ` · ${spec.timezone}` : ""}`;
    case "interval":
      return `every ${spec.every}`;
    case "calendar":
      return calendarWords(spec);
    case "webhook":
      return "when it is called";
    case "dataset":
      return spec.dataset;
    case "folder":
      return `${spec.path}/${spec.pattern ?? "*"}`;
    case "pipeline":
      return `${spec.pipeline} ${(spec.states ?? ["done"]).join(" or ")}`;
    case "model":
      return spec.model;
  }
}

function calendarWords({
  weekdays,
  days,
  months,
  hours = [0],
  minutes = [0],
}: TriggerSpec & { type: "calendar" }): string {
  const when = [
    weekdays?.map((day) => day.slice(0, 3)).join(", "),
    days && `day ${days.join(", ")}`,
    months && `month ${months.join(", ")}`,
  ].filter(Boolean);
  const times =
    hours.length * minutes.length === 1
      ? `at ${hours[0]}:${String(minutes[0]).padStart(2, "0")}`
      : `${hours.length * minutes.length} times`;
  return [when.join(" · ") || "every day", times].join(" ");
}
