import type { Stack } from "../../server/start/stack.ts";
import { processesOf, trainersOf } from "../support/processes.ts";

/** While the stack stands and nothing runs: trainers that go on, and processes that belong to none of the stack's own. */
export function leftovers(stack: Stack, home: string): string[] {
  const own = new Set(stack.processes().flatMap(({ identity }) => identity?.pid ?? []));
  const all = processesOf(home);
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const belongs = (pid: number | undefined): boolean =>
    pid !== undefined && (own.has(pid) || belongs(parents.get(pid)));
  return [
    ...trainersOf(home).map((pid) => `trainer ${pid} goes on`),
    ...all
      .filter(({ pid }) => !belongs(pid))
      .map(({ pid, command }) => `process ${pid} is left over: ${command}`),
  ];
}

/** After the stack has stopped: whatever still has to do with its home. */
export function remains(home: string): string[] {
  return processesOf(home).map(
    ({ pid, command }) => `process ${pid} outlived the stack: ${command}`,
  );
}
