import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import type { AppRouter } from "../../server/router.ts";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { summary } from "./summary.ts";

export type AuditRow = inferRouterOutputs<AppRouter>["audit"]["list"]["items"][number];

const VIA: Record<string, string> = {
  session: "in the browser",
  token: "by API key",
  local: "by command",
  workflow: "by a run",
};

export function AuditTable({ items }: { items: readonly AuditRow[] }) {
  return (
    <Table caption="Audit record, newest first">
      <thead>
        <tr>
          <Th>When</Th>
          <Th>Who</Th>
          <Th>Did</Th>
          <Th>To</Th>
          <Th>Details</Th>
        </tr>
      </thead>
      <tbody>
        {items.map((row) => (
          <tr key={row.id} className="hover:bg-hover align-top">
            <Td className="py-2 align-top whitespace-nowrap">
              <Time at={row.at} />
            </Td>
            <Td className="py-2 align-top whitespace-nowrap">
              {row.actorName}
              <span className="text-muted block text-xs">
                {row.role}, {VIA[row.via] ?? row.via}
              </span>
            </Td>
            <Td className="py-2 align-top whitespace-nowrap">
              <code className="text-xs">{row.action}</code>
            </Td>
            <Td className="max-w-56 py-2 align-top">
              <Target row={row} />
            </Td>
            <Td className="w-1/2 max-w-0 min-w-56 py-2 align-top">
              <Details row={row} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Target({ row: { entity, entityId } }: { row: AuditRow }) {
  return (
    <Link
      href={`/audit?entity=${encodeURIComponent(entity)}&entityId=${encodeURIComponent(entityId)}`}
      title={`All about ${entity} ${entityId}`}
      className="text-fg hover:text-accent block truncate hover:underline"
    >
      <span className="text-muted text-xs">{entity} </span>
      <code className="text-xs">{entityId}</code>
    </Link>
  );
}

function Details({ row: { before, after, why } }: { row: AuditRow }) {
  const nothing = before === null && after === null;
  return (
    <>
      {why && <p className="break-words">“{why}”</p>}
      {!nothing && (
        <details className="text-xs">
          <summary className="text-muted cursor-default truncate">{summary(before, after)}</summary>
          <pre
            tabIndex={0}
            className="bg-sunken border-line mt-1 max-h-64 overflow-auto rounded-md border p-2 font-mono"
          >
            {[
              ...(before === null ? [] : [`before ${JSON.stringify(before, null, 2)}`]),
              ...(after === null ? [] : [`after ${JSON.stringify(after, null, 2)}`]),
            ].join("\n")}
          </pre>
        </details>
      )}
    </>
  );
}
