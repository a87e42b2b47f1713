import { pino, type Logger } from "pino";
import { readEnv } from "./env.ts";

/**
 * A logger that writes JSON lines to standard output; the supervisor puts them into `<home>/logs`.
 * Add run and node ids with `log.child({ runId, nodeId })`.
 */
export function createLogger(name: string, level: string = readEnv().logLevel): Logger {
  return pino({
    name,
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ["*.password", "*.secret", "*.token", "headers.authorization", "headers.cookie"],
  });
}

/** The logger of this process. */
export const log = createLogger("penstock");
