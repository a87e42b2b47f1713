import type { TrainedIn } from "../../workflows/core/trained-in.ts";
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

/**
 * A version's lineage as a graph from left to right: data, pipeline and environment → run → version → review → endpoints.
 * Where an earlier run trained the model, that one and its pipeline come before the run.
 */
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
  const { from } = lineage.training;
  const trainedIn = from ? `run:${from.runId}` : runId;
  for (const data of lineage.data)
    add(
      {
        id: `data:${data.name}@${data.version ?? data.hash ?? ""}`,
        type: "data",
        label: data.version === null ? data.name : `${data.name} v${data.version}`,
        detail: data.rows === null ? "" : `${data.rows.toLocaleString("en")} rows`,
        href: data.version === null ? null : `/datasets/${data.name}?version=${data.version}`,
      },
      { to: from && data.run === from.runId ? trainedIn : runId, label: "read by" },
    );
  add(pipelineNode("pipeline", lineage), { to: runId, label: "ran as" });
  if (from) {
    add(pipelineNode("pipeline:trained", from), { to: trainedIn, label: "ran as" });
    add(
      {
        id: trainedIn,
        type: "run",
        label: from.runId,
        detail: `trained it, ${from.pinned ? "pinned" : "reused"}`,
        href: `/runs/${from.runId}`,
      },
      { to: runId, label: from.pinned ? "trained it, pinned in" : "trained it, reused by" },
    );
  }
  if (lineage.environment)
    add(
      {
        id: "environment",
        type: "environment",
        label: "Python environment",
        detail: `lock ${lineage.environment.slice(0, 12)}`,
        href: null,
      },
      { to: trainedIn, label: "trained in" },
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

function pipelineNode(
  id: string,
  { pipeline, pipelineVersion, planHash }: Omit<TrainedIn, "runId" | "pinned">,
): LineageNode {
  const plan = `plan ${planHash.slice(0, 12)}`;
  return {
    id,
    type: "pipeline",
    label: pipelineVersion === null ? pipeline : `${pipeline} v${pipelineVersion}`,
    detail: pipelineVersion === null ? `draft or file, ${plan}` : plan,
    href: `/pipelines/${pipeline}`,
  };
}

/** `changes-requested` as `changes requested`. */
function plain(state: string): string {
  return state.replaceAll("-", " ");
}
