import type { Rules } from "./rules.ts";

/**
 * Resolves when all of the work has ended; rejects as the first that failed, when the others have ended too: what is
 * cancelled takes a moment.
 */
export async function allEnded(work: Promise<unknown>[], rules: Rules): Promise<void> {
  if (!rules.awaitsCancelled) {
    await Promise.all(work);
    return;
  }
  const ended = await Promise.allSettled(work);
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}
