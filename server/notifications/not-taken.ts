import { StepError } from "../../workflows/core/step-error.ts";

/** The other side answered, and did not take the message. */
export class NotTaken extends StepError {
  readonly status: number;
  readonly response: string;
  /** Receivers of an e-mail that the server refused, where others have it; empty where nobody has. */
  readonly refused: string[];
  constructor(
    message: string,
    answer: { status: number; response: string; refused?: string[] },
    options: { retry: boolean; retryAfterMs?: number },
  ) {
    super(options.retry ? "transient" : "bad-config", message, {
      retryAfterMs: options.retryAfterMs,
    });
    this.status = answer.status;
    this.response = answer.response;
    this.refused = answer.refused ?? [];
  }
}
