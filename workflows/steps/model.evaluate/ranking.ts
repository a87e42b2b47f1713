/**
 * The distinct scores in falling order; `tp[i]` and `fp[i]` count the positive and negative rows whose score is at
 * least `thresholds[i]`. Rows with equal scores stand in one group, which is how ties are dealt with everywhere.
 */
export interface Ranking {
  thresholds: Float32Array;
  tp: Float64Array;
  fp: Float64Array;
  positives: number;
  negatives: number;
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** A float32 as a whole number of the same order. */
function ordered(value: number): number {
  float[0] = value;
  const raw = bits[0]!;
  return raw >= 0x80000000 ? 0xffffffff - raw : raw + 0x80000000;
}

function fromOrdered(order: number): number {
  bits[0] = order >= 0x80000000 ? order - 0x80000000 : 0xffffffff - order;
  return float[0]!;
}

/** The rows from the highest score to the lowest, by a radix sort of 16 bits at a time: a sort by comparison takes ten times as long. */
export function byFallingScore(scores: Float32Array): Uint32Array {
  const keys = Uint32Array.from(scores, (score) => 0xffffffff - ordered(score + 0));
  let rows = Uint32Array.from(scores, (_, row) => row);
  for (const shift of [0, 16]) {
    const starts = new Uint32Array(0x10001);
    for (const key of keys) starts[((key >>> shift) & 0xffff) + 1]!++;
    for (let digit = 0; digit < 0x10000; digit++) starts[digit + 1]! += starts[digit]!;
    const sorted = new Uint32Array(rows.length);
    for (const row of rows) sorted[starts[(keys[row]! >>> shift) & 0xffff]!++] = row;
    rows = sorted;
  }
  return rows;
}

/** @param isPositive 1 where the row is of the positive class, else 0. */
export function rank(scores: Float32Array, isPositive: Uint8Array): Ranking {
  // Score and class in one number: a native sort of plain numbers is many times faster than one of indices.
  const keys = new Float64Array(scores.length);
  for (let row = 0; row < keys.length; row++)
    keys[row] = ordered(scores[row]! + 0) * 2 + isPositive[row]!;
  keys.sort();

  let groups = 0;
  for (let at = 0; at < keys.length; at++)
    if (at === 0 || keys[at]! - (keys[at]! % 2) !== keys[at - 1]! - (keys[at - 1]! % 2)) groups++;

  const thresholds = new Float32Array(groups);
  const tp = new Float64Array(groups);
  const fp = new Float64Array(groups);
  let group = -1;
  let before = -1;
  let positives = 0;
  let negatives = 0;
  for (let at = keys.length - 1; at >= 0; at--) {
    const label = keys[at]! % 2;
    const order = (keys[at]! - label) / 2;
    if (order !== before) {
      group++;
      thresholds[group] = fromOrdered(order);
      before = order;
    }
    if (label === 1) positives++;
    else negatives++;
    tp[group] = positives;
    fp[group] = negatives;
  }
  return { thresholds, tp, fp, positives, negatives };
}
