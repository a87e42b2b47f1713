import Link from "next/link";
import { Badge } from "../../ui/badge.tsx";
import { dateTime } from "../../ui/format.ts";
import type { Approval, Waiver } from "./types.ts";

type Condition = Approval["conditions"][number];

/** What the approval hangs on, each with its date and its owner. */
export function Conditions({
  conditions,
  waivers,
}: {
  conditions: readonly Pick<
    Condition,
    "id" | "number" | "title" | "owner" | "dueAt" | "closedAt" | "isOverdue" | "reviewId"
  >[];
  waivers: readonly Pick<Waiver, "scope" | "state" | "expiresAt">[];
}) {
  return (
    <ul className="flex flex-col gap-2.5 text-sm">
      {conditions.map(({ id, number, title, owner, dueAt, closedAt, isOverdue, reviewId }) => {
        const waived = waivers.find(
          ({ scope, state }) => scope === `finding:${id}` && state === "granted",
        );
        return (
          <li key={id}>
            <div className="flex items-start gap-2">
              <Link
                href={`/reviews/${reviewId}#findings`}
                className="min-w-0 flex-1 hover:underline"
              >
                <span className="text-muted tabular-nums">F{number}</span> {title}
              </Link>
              {closedAt ? (
                <Badge tone="ok">Closed</Badge>
              ) : waived ? (
                <Badge tone="info">Waived</Badge>
              ) : isOverdue ? (
                <Badge tone="danger">Overdue</Badge>
              ) : (
                <Badge tone="wait">Open</Badge>
              )}
            </div>
            <p className="text-muted text-xs">
              {owner.name}
              {dueAt && `, due ${dateTime(dueAt)}`}
              {waived && `, waived until ${dateTime(waived.expiresAt)}`}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
