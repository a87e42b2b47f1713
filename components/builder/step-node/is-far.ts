/** Whether the canvas is so far out that only icons and titles can be read; for React Flow's store. */
export function isFar({ transform }: { transform: [number, number, number] }): boolean {
  return transform[2] < 0.6;
}
