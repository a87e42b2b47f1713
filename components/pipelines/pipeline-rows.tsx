import { ROW_CLASS, RowLink } from "../ui/row-link.tsx";
import { Badge } from "../ui/badge.tsx";
import { cx } from "../ui/cx.ts";
import { StatusBadge } from "../ui/status-badge.tsx";
import { ActionsTh, Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { PipelineMenu } from "./archiving.tsx";
import { RestoreButton } from "./restoring.tsx";
import type { PipelineRow } from "./types.ts";

/** Pipelines as rows of a table: when they were changed or archived, and what may be done with them beside opening them. */
export function PipelineRows({
  items,
  archived = false,
  mayWrite,
}: {
  items: readonly PipelineRow[];
  archived?: boolean;
  mayWrite: boolean;
}) {
  return (
    <Table caption={archived ? "Archived pipelines, by name" : "Pipelines, by name"}>
      <thead>
        <tr>
          <Th>Pipeline</Th>
          <Th>Version</Th>
          <Th>Last run</Th>
          <Th>{archived ? "Archived" : "Changed"}</Th>
          <Th>Author</Th>
          {mayWrite && <ActionsTh />}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.name} className={ROW_CLASS}>
            <Td className="max-w-0 w-1/2 min-w-64 py-1.5">
              <div className="flex min-w-0 items-baseline gap-2">
                <span className={cx("shrink-0", item.title ? "max-w-3/4" : "max-w-full")}>
                  <RowLink href={`/pipelines/${item.name}`}>{item.title ?? item.name}</RowLink>
                </span>
                {item.title && <code className="text-muted truncate text-xs">{item.name}</code>}
              </div>
              {item.description && (
                <p className="text-muted truncate text-xs">{item.description.split("\n\n")[0]}</p>
              )}
            </Td>
            <Td className="whitespace-nowrap">
              <span className="flex items-center gap-2">
                {item.latestVersion === null ? (
                  <span className="text-muted">unpublished</span>
                ) : (
                  `v${item.latestVersion}`
                )}
                {item.hasDraft && item.latestVersion !== null && <Badge>your draft</Badge>}
              </span>
            </Td>
            <Td className="whitespace-nowrap">
              {item.lastRun ? (
                <span className="flex items-center gap-2">
                  <StatusBadge status={item.lastRun.status} />
                  <Time at={item.lastRun.createdAt} className="text-muted text-xs" />
                </span>
              ) : (
                <span className="text-muted">never</span>
              )}
            </Td>
            <Td className="whitespace-nowrap">
              <Time at={item.archivedAt ?? item.updatedAt} />
            </Td>
            <Td className="whitespace-nowrap">{item.createdBy.name}</Td>
            {mayWrite && (
              <Td className="relative z-10">
                <div className="flex justify-end">
                  {archived ? (
                    <RestoreButton name={item.name} />
                  ) : (
                    <PipelineMenu name={item.name} />
                  )}
                </div>
              </Td>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
