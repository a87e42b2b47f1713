import type { Logger } from "pino";
import type { Sql } from "../../db/client.ts";
import type { Json } from "../../workflows/core/json.ts";

const FLUSH_MS = 250;
const BATCH = 2_000;
/** Characters of a batch: Postgres takes no more than 256 MB as one jsonb, where numbers are several times as long. */
const BATCH_CHARACTERS = 8_000_000;
/** Table rows kept while Postgres is away; after that the oldest are given up. */
const MOST_KEPT = 20_000;
/** Postgres' classes for what it refuses, and would refuse again: values, rules, limits, and what it did not foresee. */
const REFUSED = /^(22|23|54|XX)/;
/** Characters kept, so that large requests do not fill the memory either. */
const MOST_CHARACTERS = 100_000_000;

export interface Prediction {
  id: string;
  deploymentId: string;
  modelVersionId: string;
  rows: number;
  inputs: Record<string, unknown[]>;
  outputs: Record<string, Json>;
  latencyMs: number;
  apiKeyId: string | null;
  at: Date;
}

/** Writes predictions to Postgres in batches, off the answer's way. */
export class PredictionLog {
  readonly #sql: Sql;
  readonly #log: Logger;
  readonly #onLost: (count: number) => void;
  /** Each as JSON: one flat string costs the garbage collector less than the objects it is made of. */
  #waiting: string[] = [];
  /** How many were taken off the front since the start. */
  #gone = 0;
  #characters = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<boolean> | null = null;
  #warnedAt = 0;

  /** @param onLost told how many predictions were given up */
  constructor(sql: Sql, log: Logger, onLost: (count: number) => void) {
    this.#sql = sql;
    this.#log = log;
    this.#onLost = onLost;
  }

  add(prediction: Prediction): void {
    const text = JSON.stringify(prediction);
    this.#waiting.push(text);
    this.#characters += text.length;
    if (this.#waiting.length > MOST_KEPT || this.#characters > MOST_CHARACTERS)
      this.#onLost(this.#drop(Math.ceil(this.#waiting.length / 10)));
    if (this.#waiting.length >= BATCH) this.#wake(0);
    else this.#wake(FLUSH_MS);
  }

  /** Writes what waits; with Postgres away, what is left is given up and counted. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#writing) await this.#writing;
    await this.#write();
    if (this.#waiting.length > 0) {
      this.#onLost(this.#waiting.length);
      this.#log.error({ lost: this.#waiting.length }, "predictions could not be logged");
    }
  }

  #wake(ms: number): void {
    if (this.#writing) return;
    if (this.#timer) {
      if (ms > 0) return;
      clearTimeout(this.#timer);
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#write().finally(() => {
        this.#writing = null;
      });
      void this.#writing.then((ok) => {
        if (this.#waiting.length > 0) this.#wake(ok ? FLUSH_MS : 4 * FLUSH_MS);
      });
    }, ms);
  }

  /** False when Postgres cannot write at the moment. A batch that it refuses is halved, and one prediction given up. */
  async #write(): Promise<boolean> {
    let most = BATCH;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, this.#batchLength(most));
      const end = this.#gone + batch.length;
      try {
        await this.#insert(`[${batch.join(",")}]`);
        most = Math.min(BATCH, 2 * most);
      } catch (error) {
        if (!REFUSED.test((error as { code?: string }).code ?? "")) {
          this.#warn(error);
          return false;
        }
        most = Math.ceil(batch.length / 2);
        if (batch.length > 1) continue;
        this.#onLost(1);
        this.#log.error({ err: error, lost: 1 }, "a prediction cannot be logged");
      }
      // Meanwhile the oldest may have been given up.
      this.#drop(Math.max(0, end - this.#gone));
    }
    return true;
  }

  #batchLength(most: number): number {
    let characters = 0;
    const over = this.#waiting.findIndex((text, index) => {
      characters += text.length;
      return index >= most || (index > 0 && characters > BATCH_CHARACTERS);
    });
    return over < 0 ? this.#waiting.length : over;
  }

  async #insert(text: string, clean = false): Promise<void> {
    const sql = this.#sql;
    try {
      await sql`
        insert into prediction
          (id, deployment_id, model_version_id, rows, inputs, outputs, latency_ms, api_key_id, at)
        select * from jsonb_to_recordset(${text}::text::jsonb) as batch
          ("id" text, "deploymentId" text, "modelVersionId" text, "rows" int, "inputs" jsonb,
           "outputs" jsonb, "latencyMs" float8, "apiKeyId" text, "at" timestamptz)
        on conflict do nothing`;
    } catch (error) {
      // Class 22: text that JSON allows and Postgres does not.
      const code = (error as { code?: string }).code ?? "";
      if (clean || !code.startsWith("22")) throw error;
      await this.#insert(storable(text), true);
    }
  }

  #drop(count: number): number {
    for (const text of this.#waiting.splice(0, count)) this.#characters -= text.length;
    this.#gone += count;
    return count;
  }

  #warn(error: unknown): void {
    if (Date.now() - this.#warnedAt < 10_000) return;
    this.#warnedAt = Date.now();
    this.#log.warn(
      { err: error, waiting: this.#waiting.length },
      "predictions cannot be logged at the moment; they wait",
    );
  }
}

/** JSON without the NUL characters and half surrogate pairs that Postgres cannot store. */
function storable(json: string): string {
  return json.replaceAll(/\\u(0000|d[89a-f][0-9a-f]{2})/gi, "\\ufffd");
}
