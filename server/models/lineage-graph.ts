import type { Lineage } from "./lineage.ts";
import type { Person } from "../person.ts";

interface LineageNode {
  id: string;
  type: "data" | "pipeline" | "environment" | "run" | "model-version" | "review" | "deployment";
  label: string;
  /** A second, smaller line. */
  detail: string;
  /** The page of it, when there is one. */
  href: string | null;
}

export interface LineageGraph {
  nodes: LineageNode[];
  edges: { from: string; to: string; label: string }[];
}

interface Facts {
  name: string;
  number: number;
  status: string;
  changesRequested: boolean;
  lineage: Lineage;
  run: { id: string; startedBy: Person };
  /** In the order in which they were opened. */
  reviews: { id: string; status: string; decidedBy: Person | null }[];
  deployments: { name: string; revision: number; current: boolean }[];
}

/** A version's lineage as a graph from left to right: data, pipeline and environment → run → version → review → endpoints. */
export function lineageGraph({
  name,
  number,
  status,
  changesRequested,
  lineage,
  run,
  reviews,
  deployments,
}: Facts): LineageGraph {
  const graph: LineageGraph = { nodes: [], edges: [] };
  const add = (node: LineageNode, edge?: { from?: string; to?: string; label: string }) => {
    if (!graph.nodes.some(({ id }) => id === node.id)) graph.nodes.push(node);
    const { from = node.id, to = node.id, label } = edge ?? { label: "" };
    if (from !== to && !graph.edges.some((one) => one.from === from && one.to === to))
      graph.edges.push({ from, to, label });
  };
  const runId = `run:${run.id}`;
  const versionId = "version";
  for (const data of lineage.data)
    add(
      {
        id: `data:${data.name}@${data.version ?? data.hash ?? ""}`,
        type: "data",
        label: data.version === null ? data.name : `${data.name} v${data.version}`,
        detail: data.rows === null ? "" : `${data.rows.toLocaleString("en")} rows`,
        href: data.version === null ? null : `/datasets/${data.name}`,
      },
      { to: runId, label: "read by" },
    );
  add(
    {
      id: "pipeline",
      type: "pipeline",
      label:
        lineage.pipelineVersion === null
          ? lineage.pipeline
          : `${lineage.pipeline} v${lineage.pipelineVersion}`,
      detail: `plan ${lineage.planHash.slice(0, 12)}`,
      href: `/pipelines/${lineage.pipeline}`,
    },
    { to: runId, label: "ran as" },
  );
  if (lineage.environment)
    add(
      {
        id: "environment",
        type: "environment",
        label: "Python environment",
        detail: `lock ${lineage.environment.slice(0, 12)}`,
        href: null,
      },
      { to: runId, label: "trained in" },
    );
  add({
    id: runId,
    type: "run",
    label: run.id,
    detail: `started by ${run.startedBy.name}`,
    href: `/runs/${run.id}`,
  });
  add(
    {
      id: versionId,
      type: "model-version",
      label: `${name} v${number}`,
      detail: plain(changesRequested ? "changes-requested" : status),
      href: `/models/${name}/${number}`,
    },
    { from: runId, label: "made" },
  );
  for (const review of reviews)
    add(
      {
        id: `review:${review.id}`,
        type: "review",
        label: "Review",
        detail: review.decidedBy
          ? `${plain(review.status)} by ${review.decidedBy.name}`
          : plain(review.status),
        href: `/reviews/${review.id}`,
      },
      { from: versionId, label: "reviewed in" },
    );
  const gate = reviews.find((review) => review.status === "approved");
  for (const deployment of deployments)
    add(
      {
        id: `deployment:${deployment.name}`,
        type: "deployment",
        label: deployment.name,
        detail: deployment.current
          ? `in service, revision ${deployment.revision}`
          : `until after revision ${deployment.revision}`,
        href: `/deployments/${deployment.name}`,
      },
      { from: gate ? `review:${gate.id}` : versionId, label: "deployed as" },
    );
  return graph;
}

/** `changes-requested` as `changes requested`. */
function plain(state: string): string {
  return state.replaceAll("-", " ");
}
