import { rmSync } from "node:fs";
import { z } from "zod";
import { homePaths, readJsonFile, writeFileAtomic } from "../home.ts";

const identity = z.object({ pid: z.number().int(), started: z.string() });

const processInfo = z.object({
  name: z.string(),
  identity: identity.nullable(),
  state: z.enum(["starting", "ready", "waiting", "stopped", "failed"]),
  restarts: z.number().int(),
  /** When it came into this state, ISO 8601 in UTC. */
  since: z.string(),
  /** How to end it when its supervisor has died. */
  stopSignal: z.enum(["SIGTERM", "SIGINT"]),
});

const stateSchema = z.object({
  supervisor: identity,
  startedAt: z.string(),
  phase: z.enum(["starting", "ready", "stopping"]),
  localUsers: z.boolean(),
  urls: z.object({
    web: z.string().nullable(),
    serving: z.string().nullable(),
    temporal: z.string().nullable(),
  }),
  temporalAddress: z.string().nullable(),
  processes: z.array(processInfo),
});

export type ProcessInfo = z.infer<typeof processInfo>;

/** What the supervisor of a home has written down about itself and its children. */
export type SupervisorState = z.infer<typeof stateSchema>;

/** The last written state, or null where there is none or it can't be read. */
export function readState(home: string): SupervisorState | null {
  const parsed = stateSchema.safeParse(readJsonFile(homePaths(home).state));
  return parsed.success ? parsed.data : null;
}

/** After an orderly stop there is nothing to tell and nothing to clean up. */
export function removeState(home: string): void {
  rmSync(homePaths(home).state, { force: true });
}

/** Written at once and whole: it must name every child even if the supervisor is killed the next moment. */
export function writeState(home: string, state: SupervisorState): void {
  writeFileAtomic(homePaths(home).state, `${JSON.stringify(state, null, 2)}\n`, 0o600);
}
