"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { useTRPC } from "../trpc.tsx";
import { DatasetPreview } from "./dataset-preview.tsx";
import { EvaluationView } from "./evaluation-view.tsx";
import { Facts } from "./facts.tsx";
import { formatCell, plural } from "./format.ts";
import { JsonView } from "./json-view.tsx";
import { MetricTable } from "./metric-table.tsx";
import { ModelInfoView } from "./model-info.tsx";
import { ProfileView } from "./profile-view.tsx";
import { Loading, Problem } from "./states.tsx";
import type { Evaluation, Metrics, ModelInfo, Profile, ValidationReport } from "./types.ts";
import { ValidationReportView } from "./validation-report.tsx";

/** The content of an artifact, drawn as its type deserves; JSON for all others. */
export function ArtifactView({ artifact }: { artifact: ArtifactRef }) {
  switch (artifact.type) {
    case "dataset":
      return <DatasetPreview artifact={artifact} />;
    case "split":
      return <SplitView artifact={artifact} />;
    case "model":
      return artifact.parts?.["info"] ? (
        <FromJson hash={artifact.parts["info"].hash}>
          {(info) => <ModelInfoView info={info as ModelInfo} />}
        </FromJson>
      ) : (
        <Meta artifact={artifact} />
      );
    case "validation-report":
      return (
        <FromJson hash={artifact.hash}>
          {(report) => <ValidationReportView report={report as ValidationReport} />}
        </FromJson>
      );
    case "evaluation":
      return (
        <FromJson hash={artifact.hash}>
          {(evaluation) => <EvaluationView evaluation={evaluation as Evaluation} />}
        </FromJson>
      );
    case "profile":
      return (
        <FromJson hash={artifact.hash}>
          {(profile) => <ProfileView profile={profile as Profile} />}
        </FromJson>
      );
    case "metrics":
      return (
        <FromJson hash={artifact.hash}>{(metrics) => <MetricsView metrics={metrics} />}</FromJson>
      );
    case "model-version":
    case "deployment":
      return <Entity artifact={artifact} />;
    default:
      return <FromJson hash={artifact.hash}>{(value) => <JsonView value={value} />}</FromJson>;
  }
}

/** Reads an artifact's JSON once (its content never changes) and draws it. */
export function FromJson({
  hash,
  children,
}: {
  hash: string;
  children: (value: unknown) => React.ReactNode;
}) {
  const trpc = useTRPC();
  const query = useQuery(trpc.artifacts.json.queryOptions({ hash }, { staleTime: Infinity }));
  if (query.error) return <Problem error={query.error} retry={query.refetch} />;
  if (query.data === undefined) return <Loading what="content" />;
  return <>{children(query.data)}</>;
}

function SplitView({ artifact }: { artifact: ArtifactRef }) {
  const parts = Object.entries(artifact.parts ?? {});
  const [shown, setShown] = useState(parts[0]?.[0]);
  const part = shown === undefined ? undefined : artifact.parts?.[shown];
  return (
    <div className="flex flex-col gap-2">
      <div role="group" aria-label="Part of the split" className="flex gap-1">
        {parts.map(([name, { meta }]) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === shown}
            onClick={() => setShown(name)}
            className="border-line hover:bg-hover aria-pressed:bg-selected rounded-sm border px-2 py-0.5 text-xs aria-pressed:font-medium"
          >
            {name}
            {typeof meta["rows"] === "number" && (
              <span className="text-muted"> {plural(meta["rows"], "row")}</span>
            )}
          </button>
        ))}
      </div>
      {part && <DatasetPreview key={part.hash} artifact={part} />}
    </div>
  );
}

/** Metrics by split (`{train, validation}`), or flat. */
function MetricsView({ metrics }: { metrics: unknown }) {
  const values = Object.entries((metrics ?? {}) as Record<string, unknown>);
  const splits = values.filter(([, value]) => typeof value === "object" && value !== null);
  const columns = splits.length
    ? splits.map(([name, value]) => ({ key: name, title: name, metrics: value as Metrics }))
    : [{ key: "value", title: "Value", metrics: metrics as Metrics }];
  return (
    <MetricTable columns={columns.filter((column) => Object.keys(column.metrics).length > 0)} />
  );
}

function Entity({ artifact }: { artifact: ArtifactRef }) {
  const { meta, type } = artifact;
  const link =
    type === "deployment"
      ? { href: `/deployments/${String(meta["endpoint"])}`, text: String(meta["endpoint"]) }
      : {
          href: `/models/${String(meta["model"])}/${String(meta["version"])}`,
          text: `${String(meta["model"])} version ${String(meta["version"])}`,
        };
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm">
        Open{" "}
        <Link href={link.href} className="text-accent hover:underline">
          {link.text}
        </Link>
      </p>
      <Meta artifact={artifact} />
    </div>
  );
}

function Meta({ artifact }: { artifact: ArtifactRef }) {
  return (
    <Facts
      dense
      facts={Object.entries(artifact.meta).map(([name, value]) => [name, formatCell(value)])}
    />
  );
}
