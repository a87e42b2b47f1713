"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { Evaluation } from "../../workflows/core/contents/evaluation.ts";
import type { ModelInfo } from "../../workflows/core/contents/model-info.ts";
import type { Metrics } from "../../workflows/core/metrics.ts";
import { DocumentationTab } from "../documentation/documentation-tab.tsx";
import { EvaluationView } from "../evidence/evaluation-view.tsx";
import { Facts } from "../ui/facts.tsx";
import { FromJson } from "../evidence/artifact-view.tsx";
import { dateTime } from "../ui/format.ts";
import { Hash } from "../ui/hash.tsx";
import { LineageGraph } from "../evidence/lineage-graph.tsx";
import { MetricTiles } from "../evidence/metric-table.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { TrainedInRun } from "../evidence/trained-in-run.tsx";
import { ModelInfoView } from "../evidence/model-info.tsx";
import { Loading, PageProblem } from "../ui/states.tsx";
import { ExportMenu } from "../exports/export-menu.tsx";
import { Timeline } from "../audit/timeline.tsx";
import { ModelCard } from "../exports/model-card.tsx";
import { useTRPC } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { ApprovalBadge, ApprovalCard } from "./approval/approval-card.tsx";
import { SuspensionBanner } from "./approval/suspension-banner.tsx";
import { History } from "./version-history.tsx";

/** A model version: where it came from and what became of it, its figures, and what it takes. */
export function VersionPage({ name, number }: { name: string; number: number }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.models.version.queryOptions({ name, number }, { refetchInterval: REFRESH }),
  );
  const approval = useQuery(
    trpc.approvals.get.queryOptions({ name, number }, { refetchInterval: REFRESH }),
  ).data;
  if (query.error && !query.data)
    return (
      <PageProblem
        title={`${name} version ${number}`}
        back={{ href: "/models", label: "Models" }}
        error={query.error}
        retry={query.refetch}
      />
    );
  if (!query.data) return <Loading what="version" rows={8} />;
  const version = query.data;
  const { from } = version.lineage.training;
  const open = version.reviews.find(({ status }) => status === "open");
  return (
    <>
      <PageHeader
        title={`Version ${number}`}
        breadcrumbs={[
          { href: "/models", label: "Models" },
          { href: `/models/${name}`, label: name },
        ]}
        meta={
          approval ? <ApprovalBadge approval={approval} /> : <StatusBadge status={version.status} />
        }
        description={version.description}
        actions={
          <>
            {open && <LinkButton href={`/reviews/${open.id}`}>Open review</LinkButton>}
            <ExportMenu model={{ name, version: number }} />
            <LinkButton href={`/runs/${version.run.id}?step=${version.node}`}>Open run</LinkButton>
          </>
        }
      />
      <div className="flex flex-col gap-4">
        {approval && <SuspensionBanner version={{ name, number }} approval={approval} />}
        <Card title="Lineage">
          <LineageGraph {...version.graph} here="version" />
        </Card>
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
          <Card>
            <Tabs
              aria-label="About the version"
              tabs={[
                {
                  value: "evaluation",
                  label: "Evaluation",
                  content: version.evaluationHash ? (
                    <FromJson hash={version.evaluationHash}>
                      {(evaluation) => <EvaluationView evaluation={evaluation as Evaluation} />}
                    </FromJson>
                  ) : (
                    <MetricTiles metrics={version.metrics as Metrics} limit={12} />
                  ),
                },
                {
                  value: "model",
                  label: "Model and inputs",
                  content: <ModelInfoView info={version.signature as unknown as ModelInfo} />,
                },
                {
                  value: "card",
                  label: "Model card",
                  content: <ModelCard name={name} number={number} />,
                },
                {
                  value: "documentation",
                  label: "Documentation",
                  content: (
                    <div className="@container">
                      <DocumentationTab modelVersionId={version.id} />
                    </div>
                  ),
                },
                {
                  value: "history",
                  label: "What happened",
                  content: <Timeline entity="model-version" entityId={version.id} />,
                },
              ]}
            />
          </Card>
          <div className="flex min-w-0 flex-col gap-4">
            {approval && <ApprovalCard version={{ name, number }} approval={approval} />}
            <Card title="About">
              <Facts
                facts={[
                  ["Intended use", version.intendedUse || "not given"],
                  ["Author", version.author.name],
                  ["Started by", version.startedBy.name],
                  ["Registered", dateTime(version.createdAt)],
                  [
                    "Run",
                    <Link
                      key="run"
                      href={`/runs/${version.run.id}`}
                      className="text-accent hover:underline"
                    >
                      {version.run.id}
                    </Link>,
                  ],
                  ["Trained in", from && <TrainedInRun key="trained" from={from} />],
                  ["Algorithm", version.lineage.training.algorithm],
                  ["Device", version.lineage.training.device],
                  ["ONNX file", <Hash key="hash" hash={version.hash} />],
                  ["Plan", <Hash key="plan" hash={version.lineage.planHash} />],
                  [
                    "Environment",
                    version.lineage.environment && (
                      <Hash key="environment" hash={version.lineage.environment} />
                    ),
                  ],
                ]}
              />
            </Card>
            <Card title="Reviews and deployments">
              <History reviews={version.reviews} deployments={version.deployments} />
            </Card>
          </div>
        </div>
      </div>
    </>
  );
}
