"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { Evaluation } from "../../workflows/core/contents/evaluation.ts";
import type { ModelInfo } from "../../workflows/core/contents/model-info.ts";
import type { Profile } from "../../workflows/core/contents/profile.ts";
import type { ValidationReport } from "../../workflows/core/contents/validation-report.ts";
import type { Metrics } from "../../workflows/core/metrics.ts";
import type { ItemResult } from "../../workflows/core/step-context.ts";
import { useTRPC } from "../trpc.tsx";
import { Notice } from "../ui/notice.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { metaFacts } from "./artifact-summary.ts";
import { EvaluationView } from "./evaluation-view.tsx";
import { Facts } from "../ui/facts.tsx";
import { FileView } from "./file-view.tsx";
import { sentenceCase } from "../ui/format.ts";
import { ItemList } from "./item-list.tsx";
import { MetricTable } from "./metric-table.tsx";
import { ModelInfoView } from "./model-info.tsx";
import { ProfileView } from "./profile-view.tsx";
import { Loading, Problem } from "../ui/states.tsx";
import { TableExplorer } from "./table/table-explorer.tsx";
import { ValidationReportView } from "./validation-report.tsx";

/** The content of an artifact, drawn as its type deserves; tables as high as what is around them when they `fill` it. */
export function ArtifactView({
  artifact,
  fill = false,
}: {
  artifact: ArtifactRef;
  fill?: boolean;
}) {
  switch (artifact.type) {
    case "dataset":
      return <TableExplorer key={artifact.hash} artifact={artifact} fill={fill} />;
    case "split":
      return <SplitView artifact={artifact} fill={fill} />;
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
    case "failure":
      return (
        <Notice tone="danger" title="The step failed">
          {String(artifact.meta["message"])}
        </Notice>
      );
    case "list":
      return (
        <FromJson hash={artifact.hash}>
          {(items) => <ItemList items={items as ItemResult[]} />}
        </FromJson>
      );
    default:
      return <FileView artifact={artifact} />;
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

function SplitView({ artifact, fill }: { artifact: ArtifactRef; fill: boolean }) {
  return (
    <Tabs
      aria-label="Part of the split"
      className={fill ? "flex h-full min-h-0 flex-col" : ""}
      panelClassName={fill ? "min-h-0 flex-1 pt-2" : "pt-2"}
      tabs={inOrderOfUse(artifact.parts ?? {}).map(([name, part]) => ({
        value: name,
        label: sentenceCase(name),
        ...(typeof part.meta["rows"] === "number" ? { count: part.meta["rows"] } : {}),
        content: <TableExplorer artifact={part} fill={fill} />,
      }))}
    />
  );
}

const ORDER = ["train", "validation", "test"];

/** The database keeps them by the alphabet. */
function inOrderOfUse(parts: Record<string, ArtifactRef>): [string, ArtifactRef][] {
  return Object.entries(parts).sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
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
  return <Facts dense facts={metaFacts(artifact.meta)} />;
}
