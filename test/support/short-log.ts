import { notableLine } from "../../server/start/node-processes.ts";

/** What is shown of a line that tests printed: of Penstock's log a warning without its stack, and nothing of what is less. */
export function shortLog(line: string): string[] {
  if (!line.startsWith('{"level":')) return [line];
  const notable = notableLine(line);
  return notable ? [`log: ${notable.replace(/\s+/g, " ")}`] : [];
}
