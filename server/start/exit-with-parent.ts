const LONGEST_CLEANUP_MS = 10_000;

/**
 * Ends this process when the supervisor that started it dies, so that a `kill -9` of the supervisor leaves
 * no worker behind. Does nothing where the process was started by hand (no IPC channel).
 * @param cleanup is awaited first, for at most 10 s
 */
export function exitWithParent(cleanup: () => Promise<void> = () => Promise.resolve()): void {
  if (process.send === undefined) return;
  process.once("disconnect", () => {
    const overdue = setTimeout(() => process.exit(1), LONGEST_CLEANUP_MS);
    overdue.unref();
    void cleanup().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

/**
 * Tells whoever started this process that it serves. Does nothing where it was started by hand.
 * @param facts what there is to know of it
 */
export function sayReady(facts?: object): void {
  process.send?.({ type: "ready", facts });
}
