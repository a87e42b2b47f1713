import { RUN_STATUSES, type RunStatus } from "../../workflows/core/run-statuses.ts";
import { RUN_STARTS, type RunStart } from "../../workflows/core/run-trigger.ts";

/** What the list of runs is narrowed down to, as it stands in the address. */
export interface RunFilters {
  pipeline?: string | undefined;
  status?: RunStatus | undefined;
  how?: RunStart | undefined;
  /** A trigger's id. */
  trigger?: string | undefined;
  /** A person's id. */
  startedBy?: string | undefined;
  period?: Period | undefined;
  /** The moments of a period of one's own: from the first, and before the second. */
  from?: string | undefined;
  to?: string | undefined;
}

const HOUR = 3_600_000;

/** Periods up to now, in milliseconds. */
const LENGTHS = { "1h": HOUR, "24h": 24 * HOUR, "7d": 7 * 24 * HOUR, "30d": 30 * 24 * HOUR };

export const PERIODS = ["1h", "24h", "7d", "30d", "custom"] as const;
type Period = (typeof PERIODS)[number];

export const HOW_WORDS: Record<RunStart, string> = {
  person: "By hand",
  api: "Command or API",
  trigger: "Any trigger",
  rerun: "Rerun",
  reproduce: "Reproduction",
  subpipeline: "Sub-pipeline",
};

export const PERIOD_WORDS: Record<Period, string> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  custom: "From … to …",
};

/** Reads the filters in an address; what means none of them is passed over. */
export function readFilters(search: Pick<URLSearchParams, "get">): RunFilters {
  const from = momentIn(search.get("from"));
  const to = momentIn(search.get("to"));
  const period = from || to ? "custom" : PERIODS.find((one) => one === search.get("period"));
  return given({
    pipeline: search.get("pipeline"),
    status: RUN_STATUSES.find((one) => one === search.get("status")),
    how: RUN_STARTS.find((one) => one === search.get("how")),
    trigger: search.get("trigger"),
    startedBy: search.get("startedBy"),
    period,
    from,
    to,
  });
}

/** The page of runs with these filters. */
export function runsHref(filters: RunFilters): string {
  const query = new URLSearchParams(given(filters));
  // That it is one's own period is seen from its moments.
  if (filters.from || filters.to) query.delete("period");
  return query.size > 0 ? `/runs?${query}` : "/runs";
}

/** What the server is asked for: a period up to now is one from so long ago. */
export function askedOf({ period, from, to, ...rest }: RunFilters, now: number) {
  if (period !== undefined && period !== "custom")
    return { ...rest, since: new Date(now - LENGTHS[period]).toISOString() };
  return { ...rest, ...given({ since: from, until: to }) };
}

type Given<Fields> = { [Name in keyof Fields]?: NonNullable<Fields[Name]> };

function given<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as Given<Fields>;
}

function momentIn(text: string | null): string | undefined {
  return text && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;
}
