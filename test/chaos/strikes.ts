import { PROCESS_NAMES } from "../../server/start/supervisor.ts";
import { seededRandom } from "./random.ts";

/** What may be killed: a process of the stack, or a child that trains. */
const VICTIMS = [...PROCESS_NAMES, "trainer"] as const;
type Victim = (typeof VICTIMS)[number];

export interface Strike {
  victim: Victim;
  /** Milliseconds from the moment at which the one before was over. */
  after: number;
}

const LONGEST_PAUSE_MS = 4_000;

/** The same seed gives the same victims after the same pauses. */
export function planStrikes(seed: number, kills: number): Strike[] {
  const random = seededRandom(seed);
  return Array.from({ length: kills }, () => ({
    victim: VICTIMS[Math.floor(random() * VICTIMS.length)]!,
    after: Math.round(random() * LONGEST_PAUSE_MS),
  }));
}
