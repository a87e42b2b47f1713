/** Milliseconds of an answer, with as many digits as matter; a dash when nothing was measured. */
export function latency(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "–";
  return `${ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
