import { LOCAL_PEOPLE } from "../../db/local-people.ts";
import { endProcess, isAlive } from "./process-identity.ts";
import { endOrphans } from "./orphans.ts";
import { readState, type ProcessInfo, type SupervisorState } from "./state.ts";

/** The people of the local default; they can be signed in as with one click. */
const LOCAL_USERS = {
  designer: LOCAL_PEOPLE.designer.email,
  reviewer: LOCAL_PEOPLE.reviewer.email,
  admin: LOCAL_PEOPLE.admin.email,
};

export interface Status {
  running: boolean;
  /** False while it is still coming up, or going down. */
  ready: boolean;
  urls: { web: string | null; serving: string | null; temporal: string | null };
  /** Null unless one-click sign-in is on. */
  users: typeof LOCAL_USERS | null;
  /** host:port of Temporal's gRPC front end. */
  temporalAddress: string | null;
  processes: {
    name: string;
    pid: number | null;
    state: ProcessInfo["state"] | SupervisorState["phase"];
    restarts: number;
    since: string;
  }[];
}

const NOT_RUNNING: Status = {
  running: false,
  ready: false,
  urls: { web: null, serving: null, temporal: null },
  users: null,
  temporalAddress: null,
  processes: [],
};

/** What runs on this home, as its supervisor has written it down. */
export function status(home: string): Status {
  const state = runningState(home);
  if (!state) return NOT_RUNNING;
  return {
    running: true,
    ready: state.phase === "ready",
    urls: state.urls,
    users: state.localUsers ? LOCAL_USERS : null,
    temporalAddress: state.temporalAddress,
    processes: [
      {
        name: "supervisor",
        pid: state.supervisor.pid,
        state: state.phase,
        restarts: 0,
        since: state.startedAt,
      },
      ...state.processes.map(({ name, identity, state: phase, restarts, since }) => ({
        name,
        pid: identity?.pid ?? null,
        state: phase,
        restarts,
        since,
      })),
    ],
  };
}

/** The written state, if the supervisor that wrote it lives. */
export function runningState(home: string): SupervisorState | null {
  const state = readState(home);
  return state && isAlive(state.supervisor) ? state : null;
}

/**
 * Stops what runs on this home, in order; resolves when all of it has ended.
 * @returns false where nothing ran
 */
export async function stop(home: string): Promise<boolean> {
  const state = readState(home);
  if (!state) return false;
  const stopped = await endProcess(state.supervisor, "SIGTERM", 90_000);
  // A supervisor that was killed leaves its children.
  const orphans = await endOrphans(readState(home) ?? state);
  return stopped || orphans.length > 0;
}
