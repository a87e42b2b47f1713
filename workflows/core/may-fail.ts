/** How many of `count` items may fail where `percent` of them may: a whole number. */
export function mayFail(percent: number, count: number): number {
  // In this order and no other: 29 / 100 * 100 is less than 29.
  return Math.floor((percent * count) / 100);
}
