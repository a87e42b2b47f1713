import { Card } from "../ui/card.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import type { Deployment } from "./types.ts";

/** Each serving process that lives, and how far it is with the revision in force. */
export function ServingProcesses({
  serving,
  revision,
}: {
  serving: Deployment["serving"];
  revision: number;
}) {
  return (
    <Card title="Serving processes">
      {serving.length === 0 ? (
        <p className="text-muted text-sm">None has reported in the last minute.</p>
      ) : (
        <ul className="flex flex-col gap-2.5 text-sm">
          {serving.map((process) => (
            <li key={process.servingId}>
              <div className="flex items-center gap-2">
                <code className="min-w-0 flex-1 truncate text-xs" title={process.servingId}>
                  {process.servingId}
                </code>
                <StatusBadge status={process.status} />
              </div>
              <p className="text-muted text-xs">
                revision {process.revision}
                {process.revision !== revision && `, not yet ${revision}`}; seen{" "}
                <Time at={process.seenAt} />
              </p>
              {process.message && (
                <p className="text-danger text-xs break-words">{process.message}</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
