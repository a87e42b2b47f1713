import Link from "next/link";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { artifactSummary } from "../evidence/artifact-summary.ts";
import { dateTime, exactTime, formatCell, plural } from "../evidence/format.ts";
import { Hash } from "../evidence/hash.tsx";
import { Facts } from "../evidence/facts.tsx";
import { StatusIcon } from "../ui/status-badge.tsx";
import { SubSection } from "../evidence/sub-section.tsx";
import type { NodeState } from "./live-state.ts";
import { statusText } from "./status.tsx";
import type { RunFacts } from "./types.ts";

/** What is shown beside the graph while no step is chosen: what came of the run, who began it, and with what. */
export function RunOverview({
  run,
  steps,
  states,
  onSelect,
}: {
  run: RunFacts;
  steps: readonly PlanNode[];
  states: ReadonlyMap<string, NodeState>;
  onSelect: (node: string) => void;
}) {
  const matters = steps.filter(({ id }) => {
    const status = states.get(id)?.status;
    return status === "failed" || status === "waiting" || status === "running";
  });
  const made = steps.flatMap(({ id }) =>
    Object.values(states.get(id)?.last?.outputs ?? {}).filter(({ type }) => MADE.has(type)),
  );
  const cached = steps.filter(({ id }) => states.get(id)?.last?.cached).length;
  const params = Object.entries(run.params as Record<string, unknown>);
  return (
    <section
      aria-label="About this run"
      className="bg-surface flex h-full min-h-0 flex-col gap-6 overflow-y-auto p-4"
    >
      {matters.length > 0 && (
        <SubSection title="Now">
          <ul className="border-line divide-line divide-y rounded-md border">
            {matters.map((step) => (
              <Now key={step.id} step={step} state={states.get(step.id)} onSelect={onSelect} />
            ))}
          </ul>
        </SubSection>
      )}
      {made.length > 0 && (
        <SubSection title="Made by this run">
          <ul className="flex flex-col gap-1 text-sm">
            {unique(made).map((ref) => (
              <li key={`${ref.type}-${ref.hash}`}>
                <MadeLink artifact={ref} />
              </li>
            ))}
          </ul>
        </SubSection>
      )}
      <SubSection title="About this run">
        <Facts
          facts={[
            ["Pipeline", <PipelineName key="p" run={run} />],
            ["Started by", run.startedBy.name],
            ["How", howOf(run.trigger as Record<string, unknown>)],
            ["Author", run.author.name],
            [
              "Created",
              <time key="c" title={exactTime(run.createdAt)}>
                {dateTime(run.createdAt)}
              </time>,
            ],
            ["Plan", <Hash key="h" hash={run.planHash} />],
            [
              "Run",
              <code key="i" className="text-xs">
                {run.id}
              </code>,
            ],
            ["Reused", cached > 0 ? `${plural(cached, "step")} of ${steps.length}` : undefined],
          ]}
        />
      </SubSection>
      <SubSection title="Params">
        {params.length === 0 ? (
          <p className="text-muted text-sm">This pipeline has no params.</p>
        ) : (
          <Facts facts={params.map(([name, value]) => [name, formatCell(value)])} />
        )}
      </SubSection>
      <p className="text-muted mt-auto text-xs">
        Choose a step on the graph or in the list to see its results, log and settings.
      </p>
    </section>
  );
}

const MADE = new Set<ArtifactRef["type"]>(["model-version", "deployment"]);

function unique(refs: readonly ArtifactRef[]): ArtifactRef[] {
  const byThing = new Map<string, ArtifactRef>();
  for (const ref of refs) byThing.set(`${ref.type} ${String(ref.meta["id"] ?? ref.hash)}`, ref);
  return [...byThing.values()];
}

function Now({
  step,
  state,
  onSelect,
}: {
  step: PlanNode;
  state: NodeState | undefined;
  onSelect: (node: string) => void;
}) {
  if (!state || state.status === "pending") return null;
  const { last, status } = state;
  const text =
    status === "failed"
      ? last?.error?.message
      : status === "waiting"
        ? `Waiting for ${last?.reason ?? "an event"}`
        : (last?.reason ?? last?.progress?.message);
  return (
    <li>
      <button
        type="button"
        onClick={() => onSelect(step.id)}
        className="hover:bg-hover flex w-full gap-2 px-3 py-2 text-left text-sm"
      >
        <StatusIcon status={status} className={`mt-0.5 size-4 shrink-0 ${statusText(status)}`} />
        <span className="min-w-0">
          <span className="font-medium">{step.title}</span>
          {text && <span className="text-muted block text-xs break-words">{text}</span>}
        </span>
      </button>
    </li>
  );
}

function MadeLink({ artifact }: { artifact: ArtifactRef }) {
  const { meta, type } = artifact;
  const href =
    type === "deployment"
      ? `/deployments/${String(meta["endpoint"])}`
      : `/models/${String(meta["model"])}/${String(meta["version"])}`;
  return (
    <>
      {type === "deployment" ? "Endpoint " : "Model "}
      <Link href={href} className="text-accent underline">
        {artifactSummary(artifact)}
      </Link>
    </>
  );
}

function PipelineName({ run }: { run: RunFacts }) {
  const version =
    run.pipelineVersion === null ? "a draft or file" : `version ${run.pipelineVersion}`;
  return run.pipelineId === null ? (
    <>
      {run.name}, {version}
    </>
  ) : (
    <>
      <Link href={`/pipelines/${run.name}`} className="text-accent underline">
        {run.name}
      </Link>
      , {version}
    </>
  );
}

function howOf(trigger: Record<string, unknown>): React.ReactNode {
  const of = typeof trigger["of"] === "string" ? trigger["of"] : null;
  if (trigger["type"] === "rerun" && of)
    return (
      <>
        again, as{" "}
        <Link href={`/runs/${of}`} className="text-accent underline">
          {of}
        </Link>
      </>
    );
  if (trigger["type"] === "api") return "by the command or the API";
  if (trigger["type"] === "person") return "in the browser";
  return typeof trigger["type"] === "string" ? trigger["type"] : undefined;
}
