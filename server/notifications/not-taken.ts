import { StepError } from "../../workflows/core/step-error.ts";

/** The other side answered, and did not take the message. */
export class NotTaken extends StepError {
  readonly status: number;
  readonly response: string;
  constructor(
    message: string,
    answer: { status: number; response: string },
    options: { retry: boolean; retryAfterMs?: number },
  ) {
    super(options.retry ? "transient" : "bad-config", message, {
      retryAfterMs: options.retryAfterMs,
    });
    this.status = answer.status;
    this.response = answer.response;
  }
}
