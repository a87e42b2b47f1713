import { diffWordsWithSpace } from "diff";
import type { Json } from "../../workflows/core/json.ts";
import { changes, type Change } from "./changes.ts";

const MOST = 200;
/** Texts that are longer are shown whole, one below the other. */
const LONGEST_DIFF = 4_000;

/** What an entry says of before and after: field by field, what went struck through and what came underlined. */
export function ChangesView({ before, after }: { before: Json; after: Json }) {
  const all = changes(before, after);
  if (all.length === 0) return <p className="text-muted text-xs">No field was changed by this.</p>;
  return (
    <table className="w-full border-collapse text-xs">
      <caption className="sr-only">What it changed</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {all.slice(0, MOST).map((change) => (
          <tr key={change.path} className="border-line border-b align-top last:border-b-0">
            <th
              scope="row"
              className="text-muted w-px max-w-64 py-1 pr-4 text-left font-mono font-normal break-all whitespace-nowrap max-lg:min-w-24 max-lg:whitespace-normal"
            >
              {change.path || "value"}
            </th>
            <td className="py-1 wrap-anywhere">
              <Value change={change} created={before === null} />
            </td>
          </tr>
        ))}
        {all.length > MOST && (
          <tr>
            <td colSpan={2} className="text-muted py-1">
              and {(all.length - MOST).toLocaleString("en")} more fields
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Value({ change, created }: { change: Change; created: boolean }) {
  const old = "before" in change ? text(change.before!) : null;
  const now = "after" in change ? text(change.after!) : null;
  if (old === null) return created ? <Text value={now!} /> : <Came value={now!} />;
  if (now === null) return <Went value={old} />;
  if (
    typeof change.before === "string" &&
    old.includes(" ") &&
    old.length + now.length < LONGEST_DIFF
  )
    return <Words old={old} now={now} />;
  return (
    <>
      <Went value={old} /> <span aria-hidden>→</span> <Came value={now} />
    </>
  );
}

function Words({ old, now }: { old: string; now: string }) {
  return (
    <span className="whitespace-pre-wrap">
      {diffWordsWithSpace(old, now).map(({ value, added, removed }, index) =>
        added ? (
          <Came key={index} value={value} />
        ) : removed ? (
          <Went key={index} value={value} />
        ) : (
          <span key={index}>{value}</span>
        ),
      )}
    </span>
  );
}

function Text({ value }: { value: string }) {
  return <span className="whitespace-pre-wrap">{value}</span>;
}

function Went({ value }: { value: string }) {
  return <del className="bg-danger-soft text-fg rounded-sm px-1 whitespace-pre-wrap">{value}</del>;
}

function Came({ value }: { value: string }) {
  return (
    <ins className="bg-ok-soft text-fg rounded-sm px-1 whitespace-pre-wrap no-underline">
      {value}
    </ins>
  );
}

function text(value: Json): string {
  return typeof value === "string" ? value || "(empty)" : JSON.stringify(value);
}
