import { plural } from "../../ui/format.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";

interface Props {
  status: string;
  /** Whether its last review asked for changes. */
  changesRequested: boolean;
  openConditions: number;
}

/** The state of a model version, with what is still open of it. */
export function VersionBadge({ status, changesRequested, openConditions }: Props) {
  if (changesRequested) return <StatusBadge status="changes-requested" />;
  return (
    <StatusBadge
      status={status}
      note={status === "approved" && openConditions > 0 && withConditions(openConditions)}
    />
  );
}

/** `with 1 condition`. */
export function withConditions(count: number): string {
  return `with ${plural(count, "condition")}`;
}
