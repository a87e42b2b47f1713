import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { executeOften } from "../../db/prepared.ts";
import type { MetricPoint } from "../../workflows/core/step-context.ts";
import { storedText } from "../../workflows/core/stored-text.ts";
import { outlast } from "./outlast.ts";
import type { StepKey } from "./record-step.ts";

const FLUSH_MS = 200;
const MAX_LINES = 20_000;
const MAX_LINE = 4_000;
/** Characters of one attempt's log. */
const MAX_LOG = 8_000_000;
const MAX_POINTS = 100_000;
/** Of a metric's name: it is a part of a key, which Postgres limits. */
const MAX_NAME = 200;
/** As the column takes it. */
const MAX_ITERATION = 2 ** 31 - 1;
const CUT = `More than ${MAX_LINES.toLocaleString("en")} lines or ${MAX_LOG / 1e6} MB: the rest of this attempt's log is not kept.`;
const POINTS_CUT = `More than ${MAX_POINTS.toLocaleString("en")} points: the rest of this attempt's metrics is not kept.`;

interface Line {
  level: "info" | "warn" | "error";
  message: string;
  at: string;
}

/**
 * Takes what a running attempt says (log lines, metrics, progress) and writes it in batches, a few times a second, and
 * keeps it while Postgres is away.
 * Call `close` before the attempt ends, so that its last words precede its result.
 */
export class Recorder {
  private lines: Line[] = [];
  private points: MetricPoint[] = [];
  private progressed: { done: number; total: number; message?: string } | null = null;
  private kept = { lines: 0, characters: 0, points: 0 };
  private full = false;
  /** Why a point is not kept; each reason is said once. */
  private readonly warned = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private readonly db: Database;
  private readonly key: StepKey;
  private readonly attempt: number;
  private readonly signal: AbortSignal;
  private readonly onError: (error: unknown) => void;

  constructor(
    db: Database,
    key: StepKey,
    attempt: number,
    signal: AbortSignal,
    onError: (error: unknown) => void,
  ) {
    this.db = db;
    this.key = key;
    this.attempt = attempt;
    this.signal = signal;
    this.onError = onError;
  }

  log(level: Line["level"], message: string): void {
    if (this.full) return;
    const { kept } = this;
    this.full = kept.lines >= MAX_LINES || kept.characters >= MAX_LOG;
    const text = this.full
      ? CUT
      : message.length > MAX_LINE
        ? `${message.slice(0, MAX_LINE)}… (${message.length} characters)`
        : message;
    this.kept = { ...kept, lines: kept.lines + 1, characters: kept.characters + text.length };
    this.lines.push({ level, message: storedText(text), at: new Date().toISOString() });
    this.schedule();
  }

  /** A point that cannot be kept is left out, and the log says why: no step fails for what it says on the way. */
  metric({ name, split, iteration, value }: MetricPoint): void {
    if (!Number.isFinite(value)) return;
    const own = storedText(name, MAX_NAME);
    if (!Number.isInteger(iteration) || Math.abs(iteration) > MAX_ITERATION)
      return this.warnOnce(
        own,
        `The metric '${own}' has the iteration ${iteration}: its points are kept at whole iterations of at most ${MAX_ITERATION.toLocaleString("en")} only.`,
      );
    if (this.kept.points >= MAX_POINTS) return this.warnOnce(POINTS_CUT, POINTS_CUT);
    this.kept.points++;
    const ofSplit = split === undefined ? {} : { split: storedText(split, MAX_NAME) };
    this.points.push({ name: own, ...ofSplit, iteration, value });
    this.schedule();
  }

  progress(done: number, total: number, message?: string): void {
    if (!Number.isFinite(done) || !Number.isFinite(total)) return;
    const told = message === undefined ? {} : { message: storedText(message, MAX_LINE) };
    this.progressed = { done, total, ...told };
    this.schedule();
  }

  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.flush();
    await this.writing;
  }

  private warnOnce(reason: string, message: string): void {
    if (this.warned.has(reason) || this.full) return;
    this.warned.add(reason);
    this.log("warn", message);
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.flush();
    }, FLUSH_MS);
  }

  private flush(): void {
    const lines = this.lines.splice(0);
    const points = this.points.splice(0);
    const progress = this.progressed;
    this.progressed = null;
    if (lines.length === 0 && points.length === 0 && !progress) return;
    this.writing = this.writing
      .then(() => outlast(this.signal, () => this.write(lines, points, progress)))
      .catch((error: unknown) => this.onError(error));
  }

  private async write(
    lines: Line[],
    points: MetricPoint[],
    progress: { done: number; total: number; message?: string } | null,
  ): Promise<void> {
    const { runId, node, item } = this.key;
    const attempt = this.attempt;
    await executeOften(
      this.db,
      sql`
      with logged as (
        insert into step_log (run_id, node, item, attempt, level, message, at)
        select ${runId}, ${node}, ${item}, ${attempt}, level, message, at
        from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(level text, message text, at timestamptz)
        returning id, level, message, at
      ), measured as (
        insert into step_metric (run_id, node, item, attempt, name, split, iteration, value)
        select distinct on (name, split, iteration) ${runId}, ${node}, ${item}, ${attempt}::int, name, coalesce(split, ''), iteration, value
        from jsonb_to_recordset(${JSON.stringify(points)}::jsonb) as m(name text, split text, iteration int, value float8)
        on conflict (run_id, node, item, attempt, name, split, iteration) do update set value = excluded.value
      ), moved as (
        update step_run set progress = ${JSON.stringify(progress)}::jsonb
        where ${progress !== null} and run_id = ${runId} and node = ${node} and item = ${item} and attempt = ${attempt}
      )
      insert into run_event (run_id, node, item, attempt, type, data)
      select ${runId}, ${node}, ${item}, ${attempt}::int, type, data from (
        select 'log' as type, jsonb_build_object('lines', (select jsonb_agg(jsonb_build_object('id', id, 'level', level,
          'message', message, 'at', at) order by id) from logged)) as data where exists (select 1 from logged)
        union all select 'metric', jsonb_build_object('points', ${JSON.stringify(points)}::jsonb) where ${points.length > 0}
        union all select 'progress', ${JSON.stringify(progress)}::jsonb where ${progress !== null}
      ) as told
    `,
    );
  }
}
