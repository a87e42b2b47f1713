"use client";
import { diffWordsWithSpace } from "diff";
import { ArrowRight } from "lucide-react";
import { useMemo, type ReactNode } from "react";
import type { FieldChange } from "../../../workflows/core/diff.ts";
import { fieldName, valueText } from "./field-words.ts";
import { lineDiff, type Sign } from "./line-diff.ts";

const LONG = 48;

/** Fields that differ, one by one, before and after; long texts line by line. */
export function FieldDiff({ fields }: { fields: readonly FieldChange[] }) {
  return (
    <dl className="flex flex-col gap-2">
      {fields.map((field) => (
        <div key={field.path} className="min-w-0">
          <dt className="text-muted text-xs break-words">{fieldName(field.path)}</dt>
          <dd className="mt-0.5 min-w-0">
            <Values {...field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Values({ before, after }: FieldChange) {
  const [old, now] = [valueText(before), valueText(after)];
  const long = [old, now].some((text) => text.length > LONG || text.includes("\n"));
  if (long && before !== undefined && after !== undefined) return <Lines old={old} now={now} />;
  if (long)
    return (
      <Block sign={before === undefined ? "+" : "−"} text={before === undefined ? now : old} />
    );
  return (
    <span className="flex flex-wrap items-center gap-1.5 font-mono text-xs">
      <Old value={before} text={old} />
      <ArrowRight aria-label="became" className="text-muted size-3 shrink-0" />
      <New value={after} text={now} />
    </span>
  );
}

function Old({ value, text }: { value: unknown; text: string }) {
  return value === undefined ? (
    <span className="text-muted font-sans">not set</span>
  ) : (
    <del className="bg-danger-soft text-fg rounded-sm px-1 break-all no-underline">{text}</del>
  );
}

function New({ value, text }: { value: unknown; text: string }) {
  return value === undefined ? (
    <span className="text-muted font-sans">not set</span>
  ) : (
    <ins className="bg-ok-soft text-fg rounded-sm px-1 break-all no-underline">{text}</ins>
  );
}

function Block({ sign, text }: { sign: "+" | "−"; text: string }) {
  return (
    <Well>
      {text.split("\n").map((line, index) => (
        <Line key={index} sign={sign} line={line} />
      ))}
    </Well>
  );
}

function Lines({ old, now }: { old: string; now: string }) {
  const lines = useMemo(() => lineDiff(old, now), [old, now]);
  return (
    <Well>
      {lines.map(({ sign, text, beside }, index) => (
        <Line
          key={index}
          sign={sign}
          line={beside === undefined ? text : <Words sign={sign} text={text} beside={beside} />}
        />
      ))}
    </Well>
  );
}

function Well({ children }: { children: ReactNode }) {
  return (
    <pre className="border-line bg-sunken max-h-64 overflow-y-auto rounded-md border py-1 font-mono text-xs">
      {children}
    </pre>
  );
}

const LINE_LOOKS = { "+": "bg-ok-soft", "−": "bg-danger-soft", " ": "" };

function Line({ sign, line }: { sign: Sign; line: ReactNode }) {
  return (
    <span className={`flex px-2 ${LINE_LOOKS[sign]}`}>
      <span className="text-muted w-4 shrink-0 select-none">{sign}</span>
      <span className="min-w-0 flex-1 break-words whitespace-pre-wrap">{line}</span>
    </span>
  );
}

/** A line beside the one it was or became: what differs between them is marked. */
function Words({ sign, text, beside }: { sign: Sign; text: string; beside: string }) {
  return diffWordsWithSpace(beside, text)
    .filter(({ removed }) => !removed)
    .map(({ value, added }, index) =>
      added ? (
        <span
          key={index}
          className={`rounded-xs font-semibold underline ${sign === "+" ? "decoration-ok" : "decoration-danger"}`}
        >
          {value}
        </span>
      ) : (
        value
      ),
    );
}
