import type { RunDetails } from "./types.ts";

/** The zone of the schedule that started the run, as its document has it. */
export function zoneOf({ run, document }: RunDetails): string | undefined {
  if (!("trigger" in run.trigger)) return undefined;
  const { name } = run.trigger;
  const spec = document.triggers?.find(({ id }) => id === name);
  return spec && "timezone" in spec ? spec.timezone : undefined;
}
