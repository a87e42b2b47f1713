import { ArrowRight } from "lucide-react";
import type { PolicyChange } from "./policy-changes.ts";

/** What differs between two policies, one field a line. */
export function ChangesList({ changes }: { changes: readonly PolicyChange[] }) {
  if (changes.length === 0)
    return <p className="text-muted text-sm">Both say the same; only the text differs.</p>;
  return (
    <dl className="divide-line flex flex-col divide-y">
      {changes.map(({ where, before, after }) => (
        <div key={where} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
          <dt className="min-w-0 flex-1 basis-56 text-sm break-words">{where}</dt>
          <dd className="flex min-w-0 items-center gap-1.5 font-mono text-xs">
            {before === null ? (
              <span className="text-muted font-sans">not there</span>
            ) : (
              <del className="bg-danger-soft rounded-sm px-1 break-all no-underline">{before}</del>
            )}
            <ArrowRight aria-label="became" className="text-muted size-3 shrink-0" />
            {after === null ? (
              <span className="text-muted font-sans">gone</span>
            ) : (
              <ins className="bg-ok-soft rounded-sm px-1 break-all no-underline">{after}</ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
