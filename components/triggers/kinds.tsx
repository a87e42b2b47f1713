import type { TriggerType } from "../../workflows/core/triggers.ts";
import { TRIGGER_WORDS } from "../builder/trigger-node/trigger-words.ts";

/** The kind of a trigger as shape and word. */
export function TriggerKind({ type }: { type: TriggerType }) {
  const { title, icon: Icon } = TRIGGER_WORDS[type];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <Icon aria-hidden className="text-muted size-4 shrink-0" />
      {title}
    </span>
  );
}
