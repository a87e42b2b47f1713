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

/** How far a step is. */
export interface Progress {
  done: number;
  total: number;
  /** When it came that far, in milliseconds since it began. */
  at: number;
}

/** Less progress, or less time, says nothing about the rest. */
const LEAST_SHARE = 0.02;
const LEAST_MS = 1_500;

/**
 * How long a running step will still take: by its own progress where it tells one, else by the median of earlier runs. By
 * progress it grows less until the next part is due, and is reckoned anew when that has ended.
 * @param elapsed milliseconds since it began
 */
export function etaOf(
  elapsed: number,
  progress: Progress | null | undefined,
  usual: UsualTime | undefined,
): Eta | null {
  const share = progress && progress.total > 0 ? progress.done / progress.total : 0;
  if (progress && share >= LEAST_SHARE && progress.at >= LEAST_MS) {
    const { done, total, at } = progress;
    const each = at / done;
    const since = Math.min(each, Math.max(0, elapsed - at));
    return { by: "progress", left: Math.max(0, (total - done) * each - since) };
  }
  if (!usual) return null;
  const { ms, runs } = usual;
  return elapsed <= ms
    ? { by: "earlier runs", left: ms - elapsed, usual: ms, runs }
    : { by: "overdue", usual: ms, runs };
}

/** The part of a step that is done, from 0 to 1, with what it is known by; null when nothing tells. */
export function shareOf(
  elapsed: number,
  progress: Pick<Progress, "done" | "total"> | null | undefined,
  usual: UsualTime | undefined,
): { share: number; guessed: boolean } | null {
  if (progress && progress.total > 0)
    return { share: Math.min(1, progress.done / progress.total), guessed: false };
  // A guess never says that it is all but done.
  if (usual && usual.ms > 0) return { share: Math.min(0.95, elapsed / usual.ms), guessed: true };
  return null;
}
