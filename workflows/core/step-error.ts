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
  constructor(type: StepErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StepError";
    this.type = type;
  }
  get retryable(): boolean {
    return this.type === "transient";
  }
}
