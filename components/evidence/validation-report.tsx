import { CircleCheck, OctagonX, TriangleAlert } from "lucide-react";
import type {
  ValidationCheck,
  ValidationReport,
} from "../../workflows/core/contents/validation-report.ts";
import { allOf, formatCell, formatCount, formatPercent, plural } from "../ui/format.ts";

/** What a check found, for people: first what came of the rows, then the checks, those that failed first. */
export function ValidationReportView({ report }: { report: ValidationReport }) {
  const failed = report.checks.filter(({ passed }) => !passed);
  const imperfect = report.checks.filter(({ passed, failing }) => passed && failing > 0);
  const clean = report.checks.filter(({ passed, failing }) => passed && failing === 0);
  const keptShare = report.rows > 0 ? report.kept / report.rows : 0;
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p className="text-sm">
          {report.rejected === 0 ? (
            <>{allOf(report.rows, "row")} went on.</>
          ) : (
            <>
              <b>{formatCount(report.kept)}</b> of {plural(report.rows, "row")} went on;{" "}
              <b>{formatCount(report.rejected)}</b> set aside ({formatPercent(1 - keptShare)}).
            </>
          )}{" "}
          {failed.length === 0
            ? `${allOf(report.checks.length, "check")} passed.`
            : `${plural(failed.length, "check")} of ${report.checks.length} failed.`}
        </p>
        <div aria-hidden className="bg-warn/60 mt-2 flex h-1.5 overflow-hidden rounded-full">
          <div className="bg-ok" style={{ width: `${keptShare * 100}%` }} />
        </div>
      </div>
      <ul className="border-line divide-line divide-y rounded-md border">
        {[...failed, ...imperfect, ...clean].map((check, index) => (
          <Check key={index} check={check} />
        ))}
      </ul>
    </div>
  );
}

function Check({ check }: { check: ValidationCheck }) {
  const { passed, severity, failing, message, examples, mostly } = check;
  return (
    <li className="flex gap-2.5 px-3 py-2 text-sm">
      <Mark passed={passed} severity={severity} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{check.check.replaceAll("_", " ")}</span>
          {check.column && <code className="text-xs">{check.column}</code>}
          <span className="text-muted ml-auto text-xs tabular-nums">
            {failing === 0
              ? "no failing rows"
              : `${plural(failing, "failing row")} (${formatPercent(check.fraction)})`}
            {mostly < 1 && `, ${formatPercent(1 - mostly)} allowed`}
          </span>
        </div>
        {(failing > 0 || !passed) && <p className="text-muted mt-0.5">{message}</p>}
        {failing > 0 && examples.length > 0 && (
          <p className="text-muted mt-1 flex flex-wrap gap-1 text-xs">
            For instance
            {examples.slice(0, 5).map((example, index) => (
              <code key={index} className="bg-sunken max-w-60 truncate rounded-xs px-1">
                {exampleText(example)}
              </code>
            ))}
          </p>
        )}
      </div>
    </li>
  );
}

/** A value in quotes, so that blanks show, with its row where that is known. */
function exampleText(example: unknown): string {
  if (typeof example === "object" && example !== null && "value" in example) {
    const { value, row } = example as { value: unknown; row?: unknown };
    return typeof row === "number"
      ? `${exampleText(value)} in row ${formatCount(row)}`
      : exampleText(value);
  }
  return typeof example === "string" ? `"${example}"` : formatCell(example);
}

function Mark({ passed, severity }: { passed: boolean; severity: string }) {
  const [Icon, word, color] = passed
    ? ([CircleCheck, "passed", "text-ok"] as const)
    : severity === "error"
      ? ([OctagonX, "failed", "text-danger"] as const)
      : ([TriangleAlert, "warning", "text-warn"] as const);
  return (
    <span className={`flex w-20 shrink-0 items-center gap-1.5 self-start ${color}`}>
      <Icon aria-hidden className="size-4" />
      <span className="text-xs">{word}</span>
    </span>
  );
}
