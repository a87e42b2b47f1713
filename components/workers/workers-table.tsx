import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import type { Worker } from "./types.ts";

/** The worker processes that reported in the last hour. */
export function WorkersTable({
  workers,
  newest,
}: {
  workers: readonly Worker[];
  /** The version that all are to come to. */
  newest: string | null;
}) {
  return (
    <Table caption="Worker processes, the newest first">
      <thead>
        <tr>
          <Th className="w-24">State</Th>
          <Th>Host</Th>
          <Th numeric>Process</Th>
          <Th>Queues and slots</Th>
          <Th>Devices</Th>
          <Th>Version</Th>
          <Th>Since</Th>
          <Th>Last seen</Th>
        </tr>
      </thead>
      <tbody>
        {workers.map((worker) => (
          <tr key={worker.id}>
            <Td>
              <div className="flex">
                <StatusBadge status={worker.alive ? "alive" : "gone"} />
              </div>
            </Td>
            <Td className="whitespace-nowrap">{worker.host}</Td>
            <Td numeric>{worker.pid}</Td>
            <Td>
              <span className="flex flex-wrap gap-x-3">
                {worker.queues.map((queue) => (
                  <span key={queue} className="whitespace-nowrap">
                    <code>{queue}</code>{" "}
                    <span className="text-muted text-xs tabular-nums">
                      {worker.slots[queue] ?? "–"}
                    </span>
                  </span>
                ))}
              </span>
            </Td>
            <Td>
              {worker.devices.length > 0 ? (
                worker.devices.join(", ")
              ) : (
                <span className="text-muted">CPU only</span>
              )}
            </Td>
            <Td className="whitespace-nowrap">
              <code className="text-xs" title={`Workflows ${worker.build}`}>
                {worker.version || "not known"}
              </code>
              {worker.version !== newest && worker.alive && (
                <span className="text-warn block text-xs">not the newest</span>
              )}
            </Td>
            <Td className="whitespace-nowrap">
              <Time at={worker.startedAt} />
            </Td>
            <Td className="whitespace-nowrap">
              <Time at={worker.seenAt} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
