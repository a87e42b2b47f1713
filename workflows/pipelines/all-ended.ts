/**
 * Resolves when all of the work has ended; rejects as the first that failed, when the others have ended too: what is
 * cancelled takes a moment. Runs of an earlier release (`engine` below 3) did not wait for the others.
 */
export async function allEnded(work: Promise<unknown>[], engine: number): Promise<void> {
  if (engine < 3) {
    await Promise.all(work);
    return;
  }
  const ended = await Promise.allSettled(work);
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}
