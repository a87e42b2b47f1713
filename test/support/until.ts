import { setTimeout as sleep } from "node:timers/promises";

/** Far more than anything takes: a machine may be several times slower than one's own. */
const WITHIN_MS = 60_000;

/**
 * Looks again and again until there is something to see.
 * @returns what was seen
 * @throws after `withinMs`, with what was waited for
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  withinMs: number = WITHIN_MS,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found as NonNullable<Exclude<T, false>>;
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs / 1_000} s: ${what}.`);
    await sleep(25);
  }
}
