import { eq, sql as raw } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database, Sql } from "../../db/client.ts";
import { servingState } from "../../db/schema/deployments.ts";
import { newId } from "../ids.ts";
import { Endpoint, type Report } from "./endpoint.ts";
import type { ModelStore } from "./model-store.ts";
import { readRoutes, type Route } from "./routing-table.ts";

/** Read this often though nobody notified: a suspension reaches the answers within 5 s even where a notification is lost. */
const RESYNC_MS = 3_000;
/** A version that failed to load is tried again at every so many of these readings. */
const LOAD_AGAIN_EVERY = 5;
const RETRY_MS = 1_000;

/** Follows the deployments in Postgres and reports how far this process has come with each. */
export class Router {
  readonly #db: Database;
  readonly #sql: Sql;
  readonly #store: ModelStore;
  readonly #servingId: string;
  readonly #log: Logger;
  readonly #endpoints = new Map<string, Endpoint>();
  /** By deployment, the last report that Postgres has not taken yet. */
  readonly #unsaid = new Map<string, Parameters<Report>>();
  #saying: Promise<void> = Promise.resolve();
  #listening: { unlisten: () => Promise<void> } | null = null;
  #syncing: Promise<void> | null = null;
  #again = false;
  #readings = 0;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  #ready = false;

  constructor(
    { db, sql }: { db: Database; sql: Sql },
    store: ModelStore,
    servingId: string,
    log: Logger,
  ) {
    this.#db = db;
    this.#sql = sql;
    this.#store = store;
    this.#servingId = servingId;
    this.#log = log;
  }

  /** True once the table has been read and its models have been loaded, or have failed. */
  get ready(): boolean {
    return this.#ready && !this.#closed;
  }

  endpoint(name: string): Endpoint | undefined {
    return this.#endpoints.get(name);
  }

  /** Resolves when every model in force has been loaded or has failed. */
  async start(): Promise<void> {
    // Called on every reconnection too: what changed meanwhile was told to nobody.
    this.#listening = await this.#sql.listen(
      "deployment",
      () => void this.sync(false),
      () => void this.sync(true),
    );
    await this.sync(true);
    await this.#settled();
    this.#ready = true;
  }

  /** Stops following. The models stay with the store. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#listening?.unlisten().catch(() => undefined);
    await this.#syncing;
    await this.#settled();
    await this.#saying;
    for (const endpoint of this.#endpoints.values()) endpoint.drop();
    await this.#db
      .delete(servingState)
      .where(eq(servingState.servingId, this.#servingId))
      .catch((error: unknown) => this.#log.warn({ err: error }, "state could not be removed"));
  }

  /** Reads the table; calls while it is being read are answered by one more reading. */
  sync(retry: boolean): Promise<void> {
    if (this.#closed) return Promise.resolve();
    if (this.#syncing) {
      this.#again = true;
      return this.#syncing;
    }
    this.#syncing = this.#read(retry).finally(() => (this.#syncing = null));
    return this.#syncing;
  }

  async #read(retry: boolean): Promise<void> {
    let next = RESYNC_MS;
    try {
      do {
        this.#again = false;
        this.#apply(await readRoutes(this.#db), retry);
      } while (this.#again && !this.#closed);
      void this.#say();
      await this.#db
        .update(servingState)
        .set({ seenAt: raw`now()` })
        .where(eq(servingState.servingId, this.#servingId));
    } catch (error) {
      next = RETRY_MS;
      if (!this.#closed)
        this.#log.warn({ err: error }, "deployments cannot be read; what is loaded goes on");
    }
    if (this.#closed) return;
    if (this.#timer) clearTimeout(this.#timer);
    const retries = ++this.#readings % LOAD_AGAIN_EVERY === 0;
    this.#timer = setTimeout(() => void this.sync(retries), next);
    this.#timer.unref();
  }

  #apply(routes: Route[], retry: boolean): void {
    const names = new Set(routes.map(({ name }) => name));
    for (const [name, endpoint] of this.#endpoints)
      if (!names.has(name)) {
        endpoint.drop();
        this.#endpoints.delete(name);
        this.#unsaid.delete(endpoint.route.deploymentId);
      }
    for (const route of routes) {
      let endpoint = this.#endpoints.get(route.name);
      if (!endpoint) {
        endpoint = new Endpoint(route, this.#store, this.#report, this.#log);
        this.#endpoints.set(route.name, endpoint);
      }
      void endpoint.follow(route, retry);
    }
  }

  async #settled(): Promise<void> {
    await Promise.all(
      [...this.#endpoints.values()].map((endpoint) => endpoint.follow(endpoint.route, false)),
    );
  }

  readonly #report: Report = (...report) => {
    this.#unsaid.set(report[0].deploymentId, report);
    return this.#say();
  };

  /** Writes what is unsaid, one report after the other, so that the last word stays the last; what fails stays unsaid. */
  #say(): Promise<void> {
    this.#saying = this.#saying.then(async () => {
      for (const report of this.#unsaid.values()) await this.#write(report);
    });
    return this.#saying;
  }

  async #write(report: Parameters<Report>): Promise<void> {
    const [{ deploymentId, revision }, status, message] = report;
    const state = { revision, status, message, seenAt: raw`now()` };
    try {
      await this.#db
        .insert(servingState)
        .values({ id: newId("ss"), servingId: this.#servingId, deploymentId, ...state })
        .onConflictDoUpdate({
          target: [servingState.servingId, servingState.deploymentId],
          set: state,
        });
      if (this.#unsaid.get(deploymentId) === report) this.#unsaid.delete(deploymentId);
    } catch (error) {
      this.#log.warn({ err: error, deploymentId }, "state could not be written; it will be again");
    }
  }
}
