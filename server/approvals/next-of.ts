/** The earliest of these moments that is still to come, as ISO 8601; null when none is. */
export function nextOf(moments: readonly (Date | null)[], now: Date): string | null {
  const ahead = moments.filter((one): one is Date => one !== null && one > now);
  ahead.sort((a, b) => a.getTime() - b.getTime());
  return ahead[0]?.toISOString() ?? null;
}
