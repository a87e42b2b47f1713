import { benchCase, type BenchCase } from "./result.ts";

const ROUNDS = 15;

/** Milliseconds that a call takes, after one that is not counted, beside the limit for it. */
export async function timed(
  name: string,
  limit: number,
  call: () => Promise<unknown>,
): Promise<BenchCase> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const from = performance.now();
    await call();
    if (round > 0) times.push(performance.now() - from);
  }
  return benchCase(name, "ms, limit as baseline", times, [limit]);
}
