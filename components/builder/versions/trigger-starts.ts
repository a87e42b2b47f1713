import type { TriggerSpec } from "../../../workflows/core/triggers.ts";

/** What the triggers of a version that is about to be published will do, as a sentence; null where it has none. */
export function triggerStarts(
  triggers: readonly TriggerSpec[] = [],
  { isFirst }: { isFirst: boolean },
): string | null {
  if (triggers.length === 0) return null;
  const paused = triggers.filter((one) => one.paused).length;
  const acting = triggers.length - paused;
  if (acting === 0)
    return paused === 1 ? "Its trigger begins paused." : `Its ${paused} triggers begin paused.`;
  const begin = paused === 0 ? [] : [`${paused} ${paused === 1 ? "begins" : "begin"} paused`];
  const stay = isFirst ? [] : ["one that is paused under Triggers stays paused"];
  const start =
    acting === 1
      ? "One trigger starts it from then on"
      : `${acting} triggers start it from then on`;
  return `${[start, ...begin, ...stay].join("; ")}.`;
}
