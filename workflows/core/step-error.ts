/**
 * The closed family of failures a step reports. Only `transient` is worth another attempt; the others would fail the
 * same way again.
 */
export type StepErrorType =
  | "bad-config"
  | "bad-data"
  | "check-failed"
  | "not-allowed"
  | "no-device"
  | "oversized"
  | "transient";

/** A failure with a sentence for people: what is wrong, where, and what to do. */
export class StepError extends Error {
  readonly type: StepErrorType;
  /** When another attempt is worth while, where the other side has said so; else the node's own back-off holds. */
  readonly retryAfterMs: number | undefined;
  constructor(
    type: StepErrorType,
    message: string,
    options: ErrorOptions & { retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.name = "StepError";
    this.type = type;
    this.retryAfterMs = options.retryAfterMs;
  }
  get retryable(): boolean {
    return this.type === "transient";
  }
}
