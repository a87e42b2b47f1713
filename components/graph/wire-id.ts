/** A wire's name on the canvas: its two ends. */
export function wireId(wire: { from: string; to: string }): string {
  return `${wire.from}->${wire.to}`;
}
