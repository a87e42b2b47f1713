/** Whole numbers from 0 to less than `limit`, by chance; one seed always repeats the same (sfc32, by Chris Doty-Humphrey). */
class Chance {
  readonly #state: Uint32Array;

  /** @param seed 32 hexadecimal digits at least */
  constructor(seed: string) {
    this.#state = Uint32Array.from([0, 8, 16, 24], (at) =>
      Number.parseInt(seed.slice(at, at + 8), 16),
    );
  }

  below(limit: number): number {
    const [a, b, c, d] = this.#state as unknown as [number, number, number, number];
    const sum = (((a + b) | 0) + d) | 0;
    this.#state[0] = b ^ (b >>> 9);
    this.#state[1] = (c + (c << 3)) | 0;
    this.#state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
    this.#state[3] = d + 1;
    return Math.floor(((sum >>> 0) / 2 ** 32) * limit);
  }
}

/**
 * Draws `rows` rows of `rows` with replacement and counts how often each was drawn, again and again into the same array. One
 * seed always repeats the same draws.
 */
export class Resampler {
  readonly counts: Uint8Array;
  readonly #chance: Chance;

  /** @param seed 32 hexadecimal digits at least */
  constructor(rows: number, seed: string) {
    this.counts = new Uint8Array(rows);
    this.#chance = new Chance(seed);
  }

  draw(): Uint8Array {
    const { counts } = this;
    const rows = counts.length;
    counts.fill(0);
    for (let drawn = 0; drawn < rows; drawn++) counts[this.#chance.below(rows)]!++;
    return counts;
  }
}

/**
 * Draws `size` of `rows` rows without replacement, in their order (algorithm S of Knuth, The Art of Computer Programming 2,
 * section 3.4.2).
 * @param seed 32 hexadecimal digits at least
 */
export function drawPart(rows: number, size: number, seed: string): Int32Array {
  const chance = new Chance(seed);
  const part = new Int32Array(size);
  for (let row = 0, taken = 0; taken < size; row++)
    if (chance.below(rows - row) < size - taken) part[taken++] = row;
  return part;
}
