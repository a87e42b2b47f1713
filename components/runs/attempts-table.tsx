import { clockTime, exactTime, formatDuration } from "../ui/format.ts";
import type { StepAttempt } from "./live-state.ts";
import { StatusLine } from "./status.tsx";

/** Every attempt at a step: what came of it, when, how long, and on which machine. */
export function AttemptsTable({
  attempts,
  now,
}: {
  attempts: readonly StepAttempt[];
  now: number;
}) {
  return (
    <table className="w-full text-sm">
      <thead className="text-muted text-xs">
        <tr className="border-line border-b">
          {["Attempt", "State", "Began", "Time", "Where"].map((title) => (
            <th key={title} scope="col" className="py-1.5 pr-4 text-left font-medium">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...attempts].reverse().map((attempt) => {
          const { startedAt, finishedAt, error, host, queue } = attempt;
          const end = finishedAt ? Date.parse(finishedAt) : now;
          return (
            <tr
              key={`${attempt.item}-${attempt.attempt}`}
              className="border-line border-b align-top"
            >
              <td className="py-1.5 pr-4 tabular-nums">
                {attempt.attempt}
                {attempt.item && <span className="text-muted"> {attempt.item}</span>}
              </td>
              <td className="py-1.5 pr-4">
                <StatusLine status={attempt.cached ? "cached" : attempt.status} />
                {error && <p className="text-muted mt-0.5 text-xs">{error.message}</p>}
                {attempt.status === "lost" && !error && (
                  <p className="text-muted mt-0.5 text-xs">
                    Its worker went silent; the step was begun again.
                  </p>
                )}
              </td>
              <td
                className="py-1.5 pr-4 whitespace-nowrap tabular-nums"
                title={exactTime(startedAt)}
              >
                {clockTime(startedAt)}
              </td>
              <td className="py-1.5 pr-4 whitespace-nowrap tabular-nums">
                {formatDuration(end - Date.parse(startedAt))}
              </td>
              <td className="text-muted py-1.5 text-xs break-all">
                {[queue && `queue ${queue}`, host].filter(Boolean).join(", ")}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
