import type { VersionStatus } from "../../workflows/core/step-context.ts";
import { dayWords } from "../day-words.ts";
import { PenstockError } from "../errors.ts";

/** A version that an endpoint answers with, or answered with, and how its approval stands. */
export interface ServedVersion {
  id: string;
  /** As the protocol names versions. */
  number: string;
  model: string;
  status: VersionStatus;
  /** What a suspended one does. */
  onSuspension: "block" | "warn";
  approvedUntil: Date | null;
  /** Why it is suspended, in sentences. */
  reason: string | null;
}

/** What an answer says of an approval that does not count. */
export interface Warning {
  approval: "suspended" | "unapproved";
  reason: string;
}

/**
 * Whether a version answers at this moment, with a warning or without. An approval whose time is over does not count,
 * whether anybody has written that down yet or not.
 * @throws PenstockError with the sentence for who asked: `forbidden` while its approval is suspended, `not-found` when it is retired
 */
export function admitVersion(version: ServedVersion, now: number): Warning | null {
  const { model, number, status, approvedUntil, onSuspension } = version;
  const name = `${model} version ${number}`;
  if (status === "retired")
    throw new PenstockError(
      "not-found",
      `${name} is retired and answers no more: ask its operators for the version that replaces it.`,
    );
  if (status === "pending" || status === "in-review")
    return { approval: "unapproved", reason: `${name} is not approved yet.` };
  const ended = approvedUntil !== null && approvedUntil.getTime() <= now;
  if (status !== "suspended" && !ended) return null;
  const reason =
    version.reason ?? (ended ? `Its approval ended on ${dayWords(approvedUntil)}.` : "");
  if (onSuspension === "warn") return { approval: "suspended", reason };
  throw new PenstockError(
    "forbidden",
    `The approval of ${name} is suspended, so it does not answer. ${reason}`.trim(),
  );
}

/** The headers of an answer that comes with a warning. */
export function warningHeaders({ approval, reason }: Warning): Record<string, string> {
  return {
    "x-penstock-approval": approval,
    // A header holds printable ASCII alone.
    "x-penstock-approval-reason": reason
      .normalize("NFKD")
      .replace(/\s+/g, " ")
      .replace(/[^\x20-\x7e]/g, "")
      .slice(0, 1_000),
  };
}
