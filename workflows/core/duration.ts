const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration as documents write it, such as `500ms` or `2h`, in milliseconds; NaN for any other text. */
export function durationMs(text: string): number {
  const [, digits, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  return Number(digits) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
}

/**
 * The longest pause between attempts where none is written: 1m, or the first pause where that is longer, as Temporal takes
 * none below it.
 */
export function longestPause(first: string): string {
  return durationMs(first) > 60_000 ? first : "1m";
}
