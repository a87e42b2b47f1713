import { pino, stdSerializers, type Logger } from "pino";
import { readEnv } from "./env.ts";

export type { Logger };

/**
 * The logger of this process: JSON lines on standard output, which the supervisor puts into `<home>/logs`.
 * Add run and node ids with `log.child({ runId, nodeId })`.
 */
export const log: Logger = pino({
  name: "penstock",
  level: readEnv().logLevel,
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: ["*.password", "*.secret", "*.token", "headers.authorization", "headers.cookie"],
  serializers: { err: withoutParams },
});

/** An error for the log. That of a failed query says which query, and not with which values: they are people's data. */
export function withoutParams(error: Error): object {
  const told: Record<string, unknown> = { ...stdSerializers.err(error) };
  delete told["params"];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (!("query" in cause && "params" in cause)) continue;
    const params = `\nparams: ${String(cause.params)}`;
    for (const key of ["message", "stack"])
      if (typeof told[key] === "string") told[key] = told[key].replaceAll(params, "");
  }
  return told;
}
