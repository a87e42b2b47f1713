import { isPlainObject, notKept } from "../workflows/core/json.ts";
import { isOutage } from "./runs/outlast.ts";

/** The few kinds of refusal; tRPC, REST and the command map them in one place each. */
export type ErrorCode =
  | "bad-request"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "too-large"
  | "timed-out"
  | "unavailable";

/** A refusal with a sentence for people: what, where, and what to do. Any other error never shows its text to a client. */
export class PenstockError extends Error {
  readonly code: ErrorCode;
  /** JSON for programs: problems of a document, fields of a form. */
  readonly details: unknown;
  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message);
    this.name = "PenstockError";
    this.code = code;
    this.details = details;
  }
}

export const HTTP_STATUS: Record<ErrorCode, number> = {
  "bad-request": 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  "too-large": 413,
  "timed-out": 408,
  unavailable: 503,
};

const NO_SUCH_CHARACTER =
  "A text holds a character that cannot be kept, such as NUL (U+0000): remove it.";
const NO_SUCH_TIME =
  "A date or time lies outside of what can be kept, from year 1 to 9999: correct it.";
const GUARDS: Record<string, [ErrorCode, string]> = {
  PN001: ["conflict", "This record cannot be changed once it is written."],
  PN002: ["conflict", "The review is closed: it was decided or its run has ended."],
  PN003: [
    "forbidden",
    "Four eyes: who wrote its pipeline, or wrote or started a run that made or trained the model, may not decide this review. Ask another reviewer.",
  ],
  PN004: [
    "conflict",
    "The evidence has changed since you read it: reload the review and decide again.",
  ],
  PN005: ["forbidden", "Only a reviewer of this workspace may decide. Ask an admin for the role."],
  PN006: ["conflict", "The evidence pack of a review is frozen."],
  PN007: ["forbidden", "A model version is approved by a review alone: open one for it."],
  PN009: [
    "conflict",
    "Something suspends this approval still: close what does, or have the version reviewed again.",
  ],
  PN008: ["forbidden", "Only an approved model version may be deployed: have it reviewed first."],
  PN010: [
    "forbidden",
    "An alias names an approved version of its model; only 'candidate' may name one that waits for its approval.",
  ],
  PN011: [
    "forbidden",
    "Four eyes: this is for another person than the one who asked, and than who made the model.",
  ],
  PN012: ["forbidden", "What was signed is another decision than this one: decide here again."],
  PN013: ["conflict", "A review is approved when each of its stages has approved."],
  PN014: [
    "forbidden",
    "A finding is closed by a reviewer who is neither its owner nor made the model, with a run that was started after it was raised and is done.",
  ],
  PN015: [
    "conflict",
    "A model version names the author and the starter of its run, and all its makers.",
  ],
  PN016: [
    "forbidden",
    "The risk of a model is assessed by people of its workspace, and another tier agreed to by a reviewer there.",
  ],
  // What a request brought and no column can hold.
  "22021": ["bad-request", NO_SUCH_CHARACTER],
  "22P05": ["bad-request", NO_SUCH_CHARACTER],
  "22007": ["bad-request", NO_SUCH_TIME],
  "22008": ["bad-request", NO_SUCH_TIME],
  "22009": ["bad-request", NO_SUCH_TIME],
  "22003": ["bad-request", "A number is too large to be kept: correct it."],
};

/** Postgres' codes for a text that it does not take as JSON, a number, a time or a text at all. */
const UNREADABLE = ["22P02", "22007", "22008", "22009", "22021", "22P05"];

/** Says which part of a request the database could not read; null where the error is another, or the request looks well. */
export function unreadable(error: unknown, input: unknown): PenstockError | null {
  if (!codesOf(error).some((code) => UNREADABLE.includes(code))) return null;
  const found = notKept(input);
  if (found)
    return new PenstockError(
      "bad-request",
      `${found.field || "This"}: ${found.why}. Send it without.`,
    );
  if (isPlainObject(input) && typeof input["cursor"] === "string")
    return new PenstockError(
      "bad-request",
      "cursor: it is none that this list has given: read the list from its beginning.",
    );
  return null;
}

/** Turns a refusal by the database's own guards or types, or its absence, into an error of ours; any other is returned as it is. */
export function fromDatabase(error: unknown): unknown {
  if (isOutage(error))
    return new PenstockError(
      "unavailable",
      "The database does not answer at this moment: try again shortly.",
    );
  for (const code of codesOf(error)) {
    const guard = GUARDS[code];
    if (guard) return new PenstockError(guard[0], guard[1]);
  }
  return error;
}

function codesOf(error: unknown): string[] {
  return causesOf(error).map((cause) => (cause as { code?: string }).code ?? "");
}

/** An error and what caused it, one after the other. */
export function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) causes.push(cause);
  return causes;
}
