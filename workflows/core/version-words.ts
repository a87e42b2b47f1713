import { plural } from "./plural.ts";

interface Approval {
  status: string;
  /** Whether its last review asked for changes. */
  changesRequested: boolean;
  openConditions: number;
}

/** What a model version is shown as: its state, and what its approval leaves open, if anything. */
export function versionState({ status, changesRequested, openConditions }: Approval): {
  state: string;
  note: string | false;
} {
  if (changesRequested) return { state: "changes-requested", note: false };
  const hasOpen = status === "approved" && openConditions > 0;
  return { state: status, note: hasOpen && withConditions(openConditions) };
}

/** `with 1 condition`. */
export function withConditions(count: number): string {
  return `with ${plural(count, "condition")}`;
}
