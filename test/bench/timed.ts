import { benchCase, type BenchCase } from "./result.ts";

const ROUNDS = 15;

/** Milliseconds that a call takes, each time but the first, which is not counted. */
export async function times(
  call: () => Promise<unknown>,
  rounds: number = ROUNDS,
): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const from = performance.now();
    await call();
    if (round > 0) all.push(performance.now() - from);
  }
  return all;
}

/** How long a call takes, beside the limit for it, in milliseconds. */
export async function timed(
  name: string,
  limit: number,
  call: () => Promise<unknown>,
  rounds?: number,
): Promise<BenchCase> {
  return benchCase(`${name}, limit as baseline`, "ms", await times(call, rounds), [limit]);
}
