import type { RunDetails } from "./types.ts";

/** The zone of the schedule that started the run, as its document has it. */
export function zoneOf({ run, document }: RunDetails): string | undefined {
  const { name } = run.trigger as { name?: unknown };
  const spec = document.triggers?.find(({ id }) => id === name);
  return spec && "timezone" in spec ? spec.timezone : undefined;
}
