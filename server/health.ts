import { gt, sql } from "drizzle-orm";
import { workerProcess } from "../db/schema/runs.ts";
import { readEnv } from "./env.ts";
import { systemServices } from "./services.ts";

const LIMIT_MS = 2_000;

/** Health of the parts; each is `ok`, or a sentence. `status` is `ok` when all are. */
export async function health(): Promise<{ status: "ok" | "failing" } & Record<string, string>> {
  const checks = { postgres, temporal, worker, serving };
  const parts = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcome(check)] as const),
  );
  const status = parts.every(([, word]) => word === "ok") ? "ok" : "failing";
  return { status, ...Object.fromEntries(parts) };
}

/** Resolves to null where all is well. */
type Check = () => Promise<string | null>;

async function outcome(check: Check): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${LIMIT_MS / 1_000} s`), LIMIT_MS);
  });
  try {
    return (await Promise.race([check(), late])) ?? "ok";
  } catch {
    // What the driver says may name users and addresses; this route answers anybody.
    return "does not answer";
  } finally {
    clearTimeout(timer);
  }
}

async function postgres() {
  await systemServices().db.execute(sql`select 1`);
  return null;
}

async function temporal() {
  const client = await systemServices().temporal();
  await client.workflowService.getSystemInfo({});
  return null;
}

async function worker() {
  const [alive] = await systemServices()
    .db.select({ id: workerProcess.id })
    .from(workerProcess)
    .where(gt(workerProcess.seenAt, sql`now() - interval '20 seconds'`))
    .limit(1);
  return alive ? null : "no worker has been seen in the last 20 s";
}

async function serving() {
  const { servingUrl } = readEnv();
  if (!servingUrl) return "PENSTOCK_SERVING_URL is not set";
  const response = await fetch(new URL("/v2/health/live", servingUrl), {
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  await response.body?.cancel();
  return response.ok ? null : `answers ${response.status}`;
}
