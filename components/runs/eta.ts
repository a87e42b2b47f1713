/** How long a step usually takes, as `runs.durations` says. */
export interface UsualTime {
  kind: string;
  /** The median, in milliseconds. */
  ms: number;
  runs: number;
}

/** When a running step will probably end, and by what that is known. Times in milliseconds. */
export type Eta =
  | { by: "progress"; left: number }
  | { by: "earlier runs"; left: number; usual: number; runs: number }
  /** It takes longer than it usually did. */
  | { by: "overdue"; usual: number; runs: number };

/** Less progress, or less time, says nothing about the rest. */
const LEAST_SHARE = 0.02;
const LEAST_MS = 1_500;

/**
 * How long a running step will still take: by its own progress where it tells one, else by the median of earlier runs.
 * @param elapsed milliseconds since it began
 */
export function etaOf(
  elapsed: number,
  progress: { done: number; total: number } | null | undefined,
  usual: UsualTime | undefined,
): Eta | null {
  const share = progress && progress.total > 0 ? progress.done / progress.total : 0;
  if (share >= LEAST_SHARE && elapsed >= LEAST_MS)
    return { by: "progress", left: share >= 1 ? 0 : (elapsed * (1 - share)) / share };
  if (!usual) return null;
  const { ms, runs } = usual;
  return elapsed <= ms
    ? { by: "earlier runs", left: ms - elapsed, usual: ms, runs }
    : { by: "overdue", usual: ms, runs };
}

/** The part of a step that is done, from 0 to 1, with what it is known by; null when nothing tells. */
export function shareOf(
  elapsed: number,
  progress: { done: number; total: number } | null | undefined,
  usual: UsualTime | undefined,
): { share: number; guessed: boolean } | null {
  if (progress && progress.total > 0)
    return { share: Math.min(1, progress.done / progress.total), guessed: false };
  // A guess never says that it is all but done.
  if (usual && usual.ms > 0) return { share: Math.min(0.95, elapsed / usual.ms), guessed: true };
  return null;
}
