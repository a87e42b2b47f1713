"use client";

import { useQuery } from "@tanstack/react-query";
import { formatCompact } from "../ui/format.ts";
import { Loading, PageProblem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { ApprovalNotice } from "./approval-notice.tsx";
import { latency } from "./latency.ts";
import { PredictionsTable } from "./predictions-table.tsx";
import { Revisions } from "./revisions.tsx";
import { ServingProcesses } from "./serving-processes.tsx";
import { TryIt } from "./try-it.tsx";
import type { Deployment } from "./types.ts";
import { useTraffic } from "./use-traffic.ts";

/** An endpoint: how it is, what it answers, what it answered with before. */
export function DeploymentPage({ name }: { name: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.deployments.get.queryOptions({ name }, { refetchInterval: 3_000 }));
  if (query.error && !query.data)
    return (
      <PageProblem
        title={name}
        back={{ href: "/deployments", label: "Deployments" }}
        error={query.error}
        retry={query.refetch}
      />
    );
  if (!query.data) return <Loading what="deployment" rows={8} />;
  const deployment = query.data;
  const { schema } = deployment;
  return (
    <>
      <PageHeader
        title={name}
        breadcrumbs={[{ href: "/deployments", label: "Deployments" }]}
        meta={
          <>
            <StatusBadge status={deployment.state} />
            {deployment.approval.status !== "approved" && (
              <StatusBadge status={deployment.approval.status} />
            )}
          </>
        }
        description={`${deployment.state === "ready" ? "Answers with" : "Points to"} ${schema.model} version ${schema.version}, revision ${deployment.revision}.`}
        actions={
          <LinkButton href={`/models/${schema.model}/${schema.version}`}>Open version</LinkButton>
        }
      />
      <div className="flex flex-col gap-4">
        <ApprovalNotice approval={deployment.approval} schema={schema} />
        {deployment.approval.status !== "retired" && <StateNotice deployment={deployment} />}
        <Traffic name={name} />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_28rem]">
          <div className="flex min-w-0 flex-col gap-4">
            <TryIt
              key={`${schema.model}-${schema.version}`}
              name={name}
              schema={schema}
              inferUrl={deployment.inferUrl}
            />
            <PredictionsTable predictions={deployment.predictions} />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <ServingProcesses serving={deployment.serving} revision={deployment.revision} />
            <Revisions name={name} revisions={deployment.revisions} />
          </div>
        </div>
      </div>
    </>
  );
}

function StateNotice({ deployment: { state, message, revision } }: { deployment: Deployment }) {
  if (state === "offline")
    return (
      <Notice tone="warn" title="No serving process knows this endpoint">
        Requests are not answered. Run <code>npx penstock status</code> to see whether the serving
        process is up; it takes the endpoint up by itself when it starts.
      </Notice>
    );
  if (state === "failed")
    return (
      <Notice tone="danger" title={`Revision ${revision} could not be loaded`}>
        {message ?? "The serving process gave no reason."} Where an earlier revision was loaded, it
        goes on answering. Roll back to a revision that worked, or deploy another version.
      </Notice>
    );
  return null;
}

function Traffic({ name }: { name: string }) {
  const traffic = useTraffic(name);
  const facts = [
    ["Requests", traffic ? formatCompact(traffic.count) : "–"],
    ["Rows", traffic ? formatCompact(traffic.rows) : "–"],
    ["Latency p50", latency(traffic?.p50)],
    ["Latency p95", latency(traffic?.p95)],
  ];
  return (
    <Card>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt className="text-muted text-xs">{title}, last 24 h</dt>
            <dd className="text-lg leading-tight font-medium tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
