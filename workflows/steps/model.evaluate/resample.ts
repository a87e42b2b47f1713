/**
 * Draws `rows` rows of `rows` with replacement and counts how often each was drawn, again and again into the same array. One
 * seed always repeats the same draws (sfc32, by Chris Doty-Humphrey).
 */
export class Resampler {
  readonly counts: Uint8Array;
  readonly #state: Uint32Array;

  /** @param seed 32 hexadecimal digits at least */
  constructor(rows: number, seed: string) {
    this.counts = new Uint8Array(rows);
    this.#state = Uint32Array.from([0, 8, 16, 24], (at) =>
      Number.parseInt(seed.slice(at, at + 8), 16),
    );
  }

  draw(): Uint8Array {
    const { counts } = this;
    const rows = counts.length;
    let [a, b, c, d] = this.#state as unknown as [number, number, number, number];
    counts.fill(0);
    for (let drawn = 0; drawn < rows; drawn++) {
      const sum = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (c << 21) | (c >>> 11);
      c = (c + sum) | 0;
      counts[Math.floor(((sum >>> 0) / 2 ** 32) * rows)]!++;
    }
    this.#state.set([a, b, c, d]);
    return counts;
  }
}
