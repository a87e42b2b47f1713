"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { metricTitle } from "../../workflows/core/metrics.ts";
import { formatCell, formatMetric } from "../ui/format.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import type { Review } from "./types.ts";

type Change = NonNullable<Review["approvedLast"]>["changes"][number];

const MOST = 6;

/** What is different from the version approved last, shortly; the whole comparison is a link away. */
export function ChangesList({ review }: { review: Review }) {
  const { approvedLast: last, model, lineage } = review;
  const trpc = useTRPC();
  const [all, setAll] = useState(false);
  const version = useQuery(
    trpc.models.version.queryOptions(
      { name: model.name, number: last?.version ?? 1 },
      { enabled: last !== null, staleTime: 60_000 },
    ),
  );
  const ids = version.data ? [version.data.run.id, lineage.runId] : [];
  const compared = useQuery(
    trpc.runs.compare.queryOptions(
      { ids },
      { enabled: last !== null && ids[0] !== ids[1], staleTime: Infinity, retry: false },
    ),
  );
  if (!last)
    return (
      <Card title="What has changed">
        <p className="text-sm">
          No version of {model.name} has been approved yet: everything is new.
        </p>
      </Card>
    );
  const fields = (compared.data?.nodes ?? []).flatMap(({ node, title, config }) =>
    config
      .filter(({ same }) => !same)
      .map(({ field, values: [before, after] }) => ({
        key: `${node}.${field}`,
        word: "Settings",
        sentence: `${title}, ${field}: ${short(after)}, was ${short(before)}`,
      })),
  );
  const metrics = last.changes.filter(({ what }) => what === "metric");
  const changes = [
    // The files of another version are always others; settings say more than that the plan is another.
    ...asRows(
      last.changes
        .filter(({ what }) => !["model", "suspension", "metric"].includes(what))
        .filter(({ what }) => what !== "plan" || fields.length === 0)
        .filter(({ what, before, after }) => what !== "item" || before === null || after === null),
    ),
    ...fields,
    ...(metrics.length > 0
      ? [{ key: "metrics", word: "Metrics", sentence: movesOf(metrics) }]
      : []),
  ];
  const shown = all ? changes : changes.slice(0, MOST);
  return (
    <Card
      title={
        <>
          What has changed since{" "}
          <Link href={`/models/${model.name}/${last.version}`} className="text-accent underline">
            version {last.version}
          </Link>
        </>
      }
      description={last.isChampion ? "The champion" : "Approved last"}
      actions={
        ids.length === 2 && (
          <LinkButton size="sm" href={`/runs/compare?ids=${ids.join(",")}`}>
            Compare in full
          </LinkButton>
        )
      }
    >
      {changes.length === 0 ? (
        <p className="text-sm">
          Nothing but the model itself: data, settings, figures and documentation are the same.
        </p>
      ) : (
        <ChangeRows changes={shown} />
      )}
      {changes.length > MOST && (
        <Button size="sm" variant="ghost" className="mt-1 -ml-2" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show ${changes.length - MOST} more`}
        </Button>
      )}
    </Card>
  );
}

/** Changes, one a line, each with the kind of thing it is about. */
export function ChangeRows({
  changes,
}: {
  changes: readonly { key: string; word: string; sentence: string }[];
}) {
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {changes.map(({ key, word, sentence }) => (
        <li key={key} className="flex gap-2">
          <span className="text-muted w-24 shrink-0 text-xs leading-5">{word}</span>
          <span className="min-w-0 break-words">{sentence}</span>
        </li>
      ))}
    </ul>
  );
}

/** Changes between two packs as lines. */
export function asRows(changes: readonly Change[]) {
  return changes.map((change) => ({
    key: `${change.what} ${change.key}`,
    word: WORDS[change.what],
    sentence: sentenceOf(change),
  }));
}

const WORDS: Record<Change["what"], string> = {
  model: "Model",
  "intended-use": "Purpose",
  metric: "Metric",
  plan: "Pipeline",
  data: "Data",
  environment: "Environment",
  item: "Evidence",
  risk: "Risk",
  policy: "Policy",
  documentation: "Documentation",
  suspension: "Suspension",
};

function sentenceOf({ what, key, before, after, sentence }: Change): string {
  if (what !== "metric") return sentence;
  const figure = (value: unknown) =>
    typeof value === "number" ? formatMetric(value) : "not there";
  return `${metricTitle(key)} is ${figure(after)}, was ${figure(before)}`;
}

/** `ROC AUC 0.7210 (−0.0398), …`: the table of figures says the rest. */
function movesOf(metrics: readonly Change[]): string {
  return metrics
    .map(({ key, before, after }) => {
      if (typeof after !== "number") return `${metricTitle(key)} is not there any more`;
      if (typeof before !== "number") return `${metricTitle(key)} ${formatMetric(after)}, new`;
      const by = after - before;
      return `${metricTitle(key)} ${formatMetric(after)} (${by < 0 ? "−" : "+"}${formatMetric(Math.abs(by))})`;
    })
    .join(", ");
}

function short(value: unknown): string {
  if (value === null || value === undefined) return "not set";
  const text = formatCell(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
