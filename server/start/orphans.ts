import { endProcess, isAlive } from "./process-identity.ts";
import type { SupervisorState } from "./state.ts";

/**
 * Ends what a dead supervisor left running, last started first, each told apart by its start time: a stranger that got
 * the number since is never touched.
 * @returns the names of those that were ended
 */
export async function endOrphans(state: SupervisorState): Promise<string[]> {
  const ended: string[] = [];
  for (const { name, identity, stopSignal } of state.processes.toReversed()) {
    if (!identity || !isAlive(identity)) continue;
    // Its group too: a worker's trainers. A group cannot become a stranger's while its leader lives.
    if (name !== "postgres") signalGroup(identity.pid, stopSignal);
    await endProcess(identity, stopSignal, 20_000);
    ended.push(name);
  }
  return ended;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // the group is gone
  }
}
