import { pino, type Logger } from "pino";
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
});
