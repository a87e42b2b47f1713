import { plural } from "../ui/format.ts";
import { Notice } from "../ui/notice.tsx";
import { SeverityBadge } from "./severity.tsx";
import type { Review } from "./types.ts";

/** What is open still when a version is approved, conditions apart: an approval closes none of it. */
export function OpenFindings({ findings }: { findings: Review["findings"] }) {
  const open = findings.filter(({ state, condition }) => state !== "closed" && !condition);
  if (open.length === 0) return null;
  return (
    <Notice
      tone="warn"
      title={`${plural(open.length, "finding")} ${open.length === 1 ? "is" : "are"} not closed`}
    >
      <ul className="flex max-h-32 flex-col gap-1 overflow-y-auto">
        {open.map(({ id, severity, title }) => (
          <li key={id} className="flex items-center gap-2">
            <SeverityBadge severity={severity} />
            <span className="min-w-0 break-words">{title}</span>
          </li>
        ))}
      </ul>
      <p className="mt-1">
        Your approval leaves them as they are. What has to be done by a date is a condition.
      </p>
    </Notice>
  );
}
