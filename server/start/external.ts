const WITHIN_MS = 30_000;

interface External {
  /** What it is, for a person. */
  what: string;
  /** The variable that names it. */
  variable: string;
  /** Its host, without a password. */
  where: string;
}

/**
 * Waits for a server of somebody else's.
 * @param stop gives up at once
 * @throws Error that names the server, the variable and what went wrong, after 30 s or when it refuses
 */
export async function untilExternal(
  { what, variable, where }: External,
  stop: AbortSignal,
  wait: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const limit = AbortSignal.timeout(WITHIN_MS);
  try {
    await wait(AbortSignal.any([stop, limit]));
  } catch (error) {
    stop.throwIfAborted();
    const why = limit.aborted ? `no answer within ${WITHIN_MS / 1000} s` : messageOf(error);
    throw new Error(
      `${what} at ${where} cannot be used (${why}): check ${variable}, or leave it out to have one started.`,
      { cause: error },
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
