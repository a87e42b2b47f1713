import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "../../server/start/stack.ts";
import type { ProcessName } from "../../server/start/supervisor.ts";
import { trainersOf } from "../support/processes.ts";
import type { Strike } from "./strikes.ts";
import { until } from "../support/until.ts";

/** Time for a killed process to be back, and for a training to begin. */
const WITHIN_MS = 120_000;

/** Carries out strikes: waits, kills, and waits until what was killed is back. */
export class Striker {
  private readonly stack: Stack;
  private readonly home: string;
  private readonly state: () => string;
  private readonly say: (line: string) => void;

  constructor(stack: Stack, home: string, state: () => string, say: (line: string) => void) {
    this.stack = stack;
    this.home = home;
    this.state = state;
    this.say = say;
  }

  async strike({ victim, after }: Strike, number: string): Promise<void> {
    await sleep(after);
    const began = Date.now();
    const what = victim === "trainer" ? await this.killTrainer() : await this.killProcess(victim);
    const took = ((Date.now() - began) / 1000).toFixed(1);
    this.say(`kill ${number}: ${what} after ${took} s, ${this.state()}`);
  }

  private async killProcess(name: ProcessName): Promise<string> {
    const find = () => this.stack.processes().find((process) => process.name === name);
    let killed: number | undefined;
    // What went down with another process is on its way back.
    await until(
      `${name} can be killed`,
      () => {
        killed = find()?.identity?.pid;
        return killed !== undefined && this.stack.kill(name, "SIGKILL");
      },
      WITHIN_MS,
    );
    await until(
      `${name} is back`,
      () => {
        const found = find();
        return found?.state === "ready" && found.identity?.pid !== killed;
      },
      WITHIN_MS,
    );
    return `${name}, back`;
  }

  private async killTrainer(): Promise<string> {
    let killed: number | undefined;
    await until(
      "a training goes on",
      () => {
        killed = trainersOf(this.home)[0];
        return killed !== undefined && kill(killed);
      },
      WITHIN_MS,
    );
    await until("the trainer has ended", () => !trainersOf(this.home).includes(killed!), WITHIN_MS);
    return "a trainer, ended";
  }
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    // It has just ended by itself.
    return false;
  }
}
