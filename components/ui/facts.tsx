import type { ReactNode } from "react";

/** Name and value pairs; those without a value are left out. */
export function Facts({
  facts,
  dense = false,
}: {
  facts: readonly (readonly [string, ReactNode])[];
  dense?: boolean;
}) {
  return (
    <dl
      className={`grid grid-cols-[minmax(6rem,max-content)_minmax(0,1fr)] gap-x-4 ${dense ? "gap-y-0.5 text-xs" : "gap-y-1 text-sm"}`}
    >
      {facts
        .filter(
          ([, value]) => value !== undefined && value !== null && value !== false && value !== "",
        )
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted max-w-64 wrap-anywhere">{name}</dt>
            <dd className="min-w-0 wrap-anywhere tabular-nums">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
