"use client";

import { ChevronDown, ChevronsUp } from "lucide-react";
import { ROW_CLASS, RowLink } from "../../ui/row-link.tsx";
import { useNow } from "../../ui/use-now.ts";
import { TierMark } from "../../policies/tier-mark.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { cx } from "../../ui/cx.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Table, Td, Th } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import type { ReviewRow } from "../types.ts";
import { FUNCTION_WORDS, TIER_WORDS } from "../words.ts";

interface Props {
  reviews: readonly ReviewRow[];
  caption: string;
  /** The chosen rows' ids; null where nothing can be chosen. */
  chosen: ReadonlySet<string> | null;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

export function QueueTable({ reviews, caption, chosen, onChoose }: Props) {
  const now = useNow(true, 30_000);
  const open = reviews.some(({ status }) => status === "open");
  const all = chosen !== null && reviews.every(({ id }) => chosen.has(id));
  const some = chosen !== null && reviews.some(({ id }) => chosen.has(id));
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          {chosen && (
            <Th className="w-10 pr-0">
              <Checkbox
                label={<span className="sr-only">All that are shown</span>}
                checked={all}
                indeterminate={some && !all}
                onCheckedChange={(on) => onChoose(new Set(on ? reviews.map(({ id }) => id) : []))}
              />
            </Th>
          )}
          <Th>Review</Th>
          <Th className="w-32">Tier</Th>
          <Th>{open ? "Stage" : "State"}</Th>
          <Th>{open ? "Waits for" : "Decided by"}</Th>
          <Th className="w-28">{open ? "Age" : "Decided"}</Th>
          {open && <Th className="w-36">Due</Th>}
          {open && <Th className="hidden w-32 xl:table-cell">Given to</Th>}
        </tr>
      </thead>
      <tbody>
        {reviews.map((review) => (
          <tr key={review.id} className={ROW_CLASS}>
            {chosen && (
              // Above the row's link, which takes every other click.
              <Td className="relative z-10 pr-0">
                <Checkbox
                  label={<span className="sr-only">{review.title}</span>}
                  checked={chosen.has(review.id)}
                  onCheckedChange={(on) => onChoose(toggled(chosen, review.id, on))}
                />
              </Td>
            )}
            <Td className="w-2/5 max-w-0 min-w-52">
              <span className="flex items-center gap-1.5">
                <Priority priority={review.priority} />
                <RowLink href={`/reviews/${review.id}`}>{review.title}</RowLink>
              </span>
              <span className="text-muted block text-xs">{subjectOf(review)}</span>
            </Td>
            <Td>
              <span className="flex items-center gap-2 whitespace-nowrap">
                <TierMark tier={review.tier} />
                {TIER_WORDS[review.tier]}
              </span>
            </Td>
            {review.status === "open" ? (
              <OpenCells review={review} now={now} />
            ) : (
              <ClosedCells review={review} />
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function OpenCells({ review, now }: { review: ReviewRow; now: number }) {
  const { stage, problem, assignee, dueAt } = review;
  return (
    <>
      <Td className="whitespace-nowrap">
        {stage && (
          <>
            {stage.title}
            <span className="text-muted block text-xs">
              {stage.of > 1 ? `stage ${stage.number} of ${stage.of}` : "one stage"}
              {stage.function !== null && stage.title !== FUNCTION_WORDS[stage.function]
                ? `, ${FUNCTION_WORDS[stage.function].toLowerCase()}`
                : ""}
            </span>
          </>
        )}
      </Td>
      <Td className="max-w-56">
        {problem ? (
          <span className="text-danger block text-xs" title={problem}>
            Nobody may decide
          </span>
        ) : (
          <WaitsFor people={review.waitsFor} mine={review.canDecide} />
        )}
      </Td>
      <Td className="whitespace-nowrap">{age(now - Date.parse(review.openedAt))}</Td>
      <Td className="whitespace-nowrap">
        {dueAt === null ? (
          <span className="text-muted text-xs">no deadline</span>
        ) : (
          <span className={cx(Date.parse(dueAt) < now && "text-danger font-medium")}>
            {Date.parse(dueAt) < now && <span className="sr-only">overdue, due </span>}
            <Time at={dueAt} />
          </span>
        )}
        {review.escalatedAt && <span className="text-warn block text-xs">escalated</span>}
      </Td>
      <Td className="hidden whitespace-nowrap xl:table-cell">
        {assignee ? assignee.name : <span className="text-muted text-xs">nobody yet</span>}
      </Td>
    </>
  );
}

function ClosedCells({ review: { status, decision, decidedAt } }: { review: ReviewRow }) {
  return (
    <>
      <Td>
        <div className="flex">
          <StatusBadge status={status} />
        </div>
      </Td>
      <Td className="whitespace-nowrap">{decision?.by.name ?? ""}</Td>
      <Td className="whitespace-nowrap">{decidedAt && <Time at={decidedAt} />}</Td>
    </>
  );
}

function WaitsFor({ people, mine }: { people: ReviewRow["waitsFor"]; mine: boolean }) {
  const names = people.map(({ name }) => name).join(", ");
  const others = mine ? people.length - 1 : people.length;
  return (
    <span className="block truncate" title={names}>
      {mine ? (
        <>
          you
          {others > 0 && (
            <span className="text-muted text-xs">
              {" "}
              or {others} {others === 1 ? "other" : "others"}
            </span>
          )}
        </>
      ) : (
        names
      )}
    </span>
  );
}

function Priority({ priority }: { priority: ReviewRow["priority"] }) {
  if (priority === "high")
    return (
      <span title="Urgent" className="text-danger">
        <ChevronsUp aria-hidden className="size-4" />
        <span className="sr-only">Urgent: </span>
      </span>
    );
  if (priority === "low")
    return (
      <span title="Can wait" className="text-muted">
        <ChevronDown aria-hidden className="size-4" />
        <span className="sr-only">Can wait: </span>
      </span>
    );
  return null;
}

function subjectOf({ title, model, version, kind, round, pipeline }: ReviewRow): string {
  const name = `${model} version ${version}`;
  return [
    title === name ? `from ${pipeline}` : name,
    ...(kind === "re-review" ? ["reviewed again"] : []),
    ...(round > 1 ? [`round ${round}`] : []),
  ].join(" · ");
}

const UNITS: [number, string][] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
];

/** For instance `3 d`; `ms` is how long something has waited. */
function age(ms: number): string {
  for (const [size, unit] of UNITS) if (ms >= size) return `${Math.floor(ms / size)} ${unit}`;
  return "new";
}

function toggled(chosen: ReadonlySet<string>, id: string, on: boolean): ReadonlySet<string> {
  const next = new Set(chosen);
  if (on) next.add(id);
  else next.delete(id);
  return next;
}
