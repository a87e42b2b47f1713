import { isGrpcServiceError, type Client } from "@temporalio/client";

/** Of gRPC: the call's time was up; the server is away. */
const DEADLINE_EXCEEDED = 4;
const UNAVAILABLE = 14;
const PROBE_MS = 2_000;

/** The code that gRPC gave a call which failed, or null. */
export function grpcCode(error: unknown): number | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (isGrpcServiceError(cause)) return cause.code;
  return null;
}

/** Whether a call failed because no answer came in time, or the server could not be reached. */
export function hasNoAnswer(error: unknown): boolean {
  const code = grpcCode(error);
  return code === DEADLINE_EXCEEDED || code === UNAVAILABLE;
}

/**
 * True when a call failed because Temporal is away, as opposed to what it was about. The client tries again by itself until
 * the call's time is up, and says no more than that then: so the server is asked whether it is there.
 */
export async function temporalIsAway(client: Client, error: unknown): Promise<boolean> {
  const code = grpcCode(error);
  if (code !== DEADLINE_EXCEEDED) return code === UNAVAILABLE;
  return client
    .withDeadline(Date.now() + PROBE_MS, () => client.workflowService.getSystemInfo({}))
    .then(
      () => false,
      () => true,
    );
}
