"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import {
  BadgeCheck,
  CalendarDays,
  ChevronLeft,
  ChevronRight,
  ClipboardCheck,
  Flag,
  ShieldOff,
  type LucideIcon,
} from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { AppRouter } from "../../../server/router.ts";
import { groupBy } from "../../ui/group-by.ts";
import { Loading, Problem } from "../../ui/states.tsx";
import { useNow } from "../../ui/use-now.ts";
import { useTRPC } from "../../trpc.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { cx } from "../../ui/cx.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { monthGrid, monthName, nextMonth } from "./month.ts";

type Entry = inferRouterOutputs<AppRouter>["desk"]["calendar"]["entries"][number];

const LOOKS: Record<Entry["kind"], { icon: LucideIcon; word: string; tone: string }> = {
  "approval-ends": { icon: BadgeCheck, word: "Approval ends", tone: "text-wait" },
  "condition-due": { icon: Flag, word: "Condition due", tone: "text-danger" },
  "finding-due": { icon: Flag, word: "Finding due", tone: "text-warn" },
  "waiver-ends": { icon: ShieldOff, word: "Waiver ends", tone: "text-warn" },
  "review-due": { icon: ClipboardCheck, word: "Decision due", tone: "text-info" },
};

/** Entries of a day that have room in a month. */
const SHOWN = 3;

/** What ends or falls due, a month at a time; days are those of UTC, as deadlines are kept. */
export function Calendar() {
  const trpc = useTRPC();
  const today = new Date(useNow(true, 60_000)).toISOString().slice(0, 10);
  const [month, setMonth] = useState(today.slice(0, 7));
  const [day, setDay] = useState<string | null>(null);
  const days = monthGrid(month);
  const query = useQuery(
    trpc.desk.calendar.queryOptions(
      { from: days[0]!, to: days.at(-1)! },
      { refetchInterval: 60_000, placeholderData: (before) => before },
    ),
  );
  const entries = query.data?.entries ?? [];
  const byDay = groupBy(entries, ({ at }) => at.slice(0, 10));
  const listed =
    day === null ? entries.filter(({ at }) => at.slice(0, 7) === month) : (byDay.get(day) ?? []);
  const turn = (by: number) => {
    setMonth(nextMonth(month, by));
    setDay(null);
  };
  if (query.error && !query.data) return <Problem error={query.error} retry={query.refetch} />;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Card
        flush
        title={monthName(month)}
        actions={
          <>
            <Button
              size="sm"
              disabled={month === today.slice(0, 7)}
              onClick={() => {
                setMonth(today.slice(0, 7));
                setDay(null);
              }}
            >
              Today
            </Button>
            <IconButton
              size="sm"
              label="The month before"
              icon={<ChevronLeft aria-hidden />}
              onClick={() => turn(-1)}
            />
            <IconButton
              size="sm"
              label="The month after"
              icon={<ChevronRight aria-hidden />}
              onClick={() => turn(1)}
            />
          </>
        }
      >
        <table className="w-full table-fixed border-collapse text-xs">
          <caption className="sr-only">What falls due in {monthName(month)}</caption>
          <thead>
            <tr>
              {["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((name) => (
                <th
                  key={name}
                  scope="col"
                  className="text-muted border-line h-7 border-b px-2 text-left font-medium"
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: days.length / 7 }, (_, week) => (
              <tr key={days[week * 7]}>
                {days.slice(week * 7, week * 7 + 7).map((date) => (
                  <td
                    key={date}
                    className="border-line h-24 border-b border-l p-0 align-top first:border-l-0 [tr:last-child>&]:border-b-0"
                  >
                    <Day
                      date={date}
                      entries={byDay.get(date) ?? []}
                      faint={!date.startsWith(month)}
                      today={date === today}
                      chosen={date === day}
                      choose={() => setDay(date === day ? null : date)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      <Card title={day === null ? `All of ${monthName(month)}` : longDay(day)} flush>
        {query.isPending ? (
          <Loading what="the calendar" rows={4} />
        ) : listed.length === 0 ? (
          <p className="text-muted flex items-center gap-2 p-4 text-sm">
            <CalendarDays aria-hidden className="size-4" />
            Nothing ends or falls due {day === null ? "this month" : "on this day"}.
          </p>
        ) : (
          <ul className="divide-line max-h-140 divide-y overflow-y-auto">
            {listed.map((entry) => (
              <Row
                key={`${entry.kind}${entry.link}${entry.at}${entry.title}`}
                entry={entry}
                withDay={day === null}
              />
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}

function Day(props: {
  date: string;
  entries: readonly Entry[];
  faint: boolean;
  today: boolean;
  chosen: boolean;
  choose: () => void;
}) {
  const { date, entries, faint, today, chosen, choose } = props;
  const number = Number(date.slice(8));
  return (
    <button
      type="button"
      aria-pressed={chosen}
      aria-label={`${longDay(date)}: ${entries.length === 0 ? "nothing" : entries.map(({ title }) => title).join(", ")}`}
      onClick={choose}
      className={cx(
        "flex h-full min-h-24 w-full flex-col gap-0.5 p-1.5 text-left -outline-offset-2",
        chosen ? "bg-selected" : "hover:bg-hover",
      )}
    >
      <span
        className={cx(
          "flex size-5 items-center justify-center rounded-full tabular-nums",
          today ? "bg-accent text-on-accent font-semibold" : faint ? "text-muted" : "text-fg",
        )}
      >
        {number}
      </span>
      {entries.slice(0, SHOWN).map((entry) => {
        const { icon: Icon, tone } = LOOKS[entry.kind];
        return (
          <span
            key={`${entry.kind}${entry.title}${entry.link}`}
            className="flex min-w-0 items-center gap-1"
          >
            <Icon aria-hidden className={cx("size-3 shrink-0", tone)} />
            <span className="truncate">{entry.model}</span>
          </span>
        );
      })}
      {entries.length > SHOWN && <span className="text-muted">{entries.length - SHOWN} more</span>}
    </button>
  );
}

function Row({ entry, withDay }: { entry: Entry; withDay: boolean }) {
  const { icon: Icon, word, tone } = LOOKS[entry.kind];
  return (
    <li>
      <Link href={entry.link} className="hover:bg-hover flex gap-2.5 px-4 py-2 -outline-offset-2">
        <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", tone)} />
        <span className="min-w-0">
          <span className="block text-sm break-words">{entry.title}</span>
          <span className="text-muted block text-xs">
            {word}, {withDay ? `${longDay(entry.at.slice(0, 10))}, ` : ""}
            {entry.at.slice(11, 16)} UTC · {entry.model} version {entry.version}
          </span>
        </span>
      </Link>
    </li>
  );
}

function longDay(date: string): string {
  return new Date(`${date}T12:00:00Z`).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
}
