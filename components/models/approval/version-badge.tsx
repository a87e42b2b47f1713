import { versionState } from "../../../workflows/core/version-words.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";

/** The state of a model version, with what is still open of it. */
export function VersionBadge(version: Parameters<typeof versionState>[0]) {
  const { state, note } = versionState(version);
  return <StatusBadge status={state} note={note} />;
}
