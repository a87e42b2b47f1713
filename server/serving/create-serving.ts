import { hostname } from "node:os";
import type { Logger } from "pino";
import type { Database, Sql } from "../../db/client.ts";
import type { Artifacts } from "../artifacts.ts";
import { ApiKeys } from "./api-keys.ts";
import { createApp } from "./app.ts";
import { createMetrics } from "./metrics.ts";
import { ModelStore } from "./model-store.ts";
import { PredictionLog } from "./prediction-log.ts";
import { Router } from "./router.ts";

export interface ServingOptions {
  /** PENSTOCK_SECRET, by which the web process shows that it asks. */
  secret?: string;
  db: Database;
  sql: Sql;
  artifacts: Artifacts;
  log: Logger;
  host: string;
  /** 0 for any that is free. */
  port: number;
  /** Whether a request without a key is answered; a wrong key never is. */
  openToLocal: boolean;
  /** Names this process in `serving_state`; by default its host and port. */
  servingId?: string;
}

export interface Serving {
  /** `http://host:port` */
  url: string;
  port: number;
  /** Ends what is under way, writes the prediction log, releases the models. Leaves the database connection open. */
  close: () => Promise<void>;
}

/** Starts the inference server; resolves when it listens and has loaded what is deployed. */
export async function createServing(options: ServingOptions): Promise<Serving> {
  const { db, sql, artifacts, log, host } = options;
  const metrics = createMetrics();
  const store = new ModelStore(db, artifacts);
  const predictions = new PredictionLog(sql, log, metrics.lost);
  const servingId = options.servingId ?? `${hostname()}:${options.port || process.pid}`;
  const router = new Router({ db, sql }, store, servingId, log);
  const app = createApp({
    router,
    keys: new ApiKeys(db, options.secret),
    predictions,
    metrics,
    openToLocal: options.openToLocal,
    log,
  });
  // It listens first: health answers while models are being loaded.
  await app.listen({ host, port: options.port });
  const close = async () => {
    await app.close();
    await router.close();
    await predictions.close();
    await store.close();
  };
  try {
    await router.start();
  } catch (error) {
    await close();
    throw error;
  }
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, port, close };
}
