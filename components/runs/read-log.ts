import type { LogLine } from "./live-state.ts";

/** Lines of a page, at most. */
const PAGE = 5_000;

/** What has been read of a log; `after` is where to go on, where it may be gone on with. */
export interface ReadLog {
  lines: readonly LogLine[];
  after?: string;
}

interface Page {
  lines: LogLine[];
  nextAfter: string | null;
}
type Ask = (page: { limit: number; after?: string; follow: boolean }) => Promise<Page>;

/**
 * Reads a log page by page: with `follow` what has been written since `known`, and the same again when there is nothing new; else
 * all of it.
 */
export async function readLog(
  ask: Ask,
  known: ReadLog | undefined,
  { follow }: { follow: boolean },
): Promise<ReadLog> {
  const goesOn = follow && known?.after !== undefined;
  const read = goesOn ? known : { lines: [] };
  const lines: LogLine[] = [];
  for (let { after } = read; ;) {
    const page = await ask({ limit: PAGE, follow, ...(after === undefined ? {} : { after }) });
    lines.push(...page.lines);
    after = page.nextAfter ?? after;
    if (page.lines.length === PAGE) continue;
    if (goesOn && lines.length === 0) return read;
    // Only of what was read as one follows a log it is known that no earlier line comes after.
    const end = follow && after !== undefined ? { after } : {};
    return { lines: [...read.lines, ...lines], ...end };
  }
}
