/**
 * Chooses at most `most` of a curve's points, evenly along its length, the first and the last among them: a steep
 * part keeps as many points as a flat one. Returns their indices.
 * @param most at least 2
 */
export function thin(
  count: number,
  x: (at: number) => number,
  y: (at: number) => number,
  most: number,
): number[] {
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  const lengths = new Float64Array(count);
  for (let at = 1; at < count; at++)
    lengths[at] = lengths[at - 1]! + Math.abs(x(at) - x(at - 1)) + Math.abs(y(at) - y(at - 1));
  const step = lengths[count - 1]! / (most - 1);
  const kept = [0];
  for (let at = 1; at < count - 1 && kept.length < most - 1; at++)
    if (lengths[at]! >= kept.length * step) kept.push(at);
  kept.push(count - 1);
  return kept;
}
