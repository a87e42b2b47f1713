import Link from "next/link";
import { useState } from "react";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { retryWords } from "../../workflows/core/retry.ts";
import { artifactSummary } from "../evidence/artifact-summary.ts";
import { dateTime, exactTime, formatCell, plural, sentenceCase } from "../ui/format.ts";
import { Hash } from "../ui/hash.tsx";
import { Facts } from "../ui/facts.tsx";
import { Button } from "../ui/button.tsx";
import { StatusBadge, StatusIcon } from "../ui/status-badge.tsx";
import { SubSection } from "../ui/sub-section.tsx";
import { statusLook } from "../ui/status-look.ts";
import { itemsText } from "./items-bar.tsx";
import type { RunState } from "./live-state.ts";
import type { NodeRun } from "./live/run-view.ts";
import { PausedBy } from "./paused-by.tsx";
import { ReproductionReport } from "./reproduction-report.tsx";
import { PlaceLine } from "./place-line.tsx";
import { isHeldUp, statusText } from "./status.tsx";
import { TriggerLine } from "./trigger-line.tsx";
import { zoneOf } from "./trigger-zone.ts";
import type { RunDetails, RunFacts } from "./types.ts";
import { placeWords, sinceWords, untilWords, type Place } from "./wait-words.ts";

/** Steps told of one by one, unless all are asked for. */
const FEW = 20;
/** States that are told of; a step that has not begun is when something holds it up. */
const TELLING = new Set(["failed", "waiting", "retrying", "running", "lost"]);

/** What is shown beside the graph while no step is chosen: what came of the run, who began it, and with what. */
export function RunOverview({
  details,
  nodes,
  place = null,
  paused = null,
  now,
  onSelect,
}: {
  details: RunDetails;
  nodes: ReadonlyMap<string, NodeRun>;
  /** Where the run stands in line, unless that is said in full beside it. */
  place?: Place | null;
  /** Who paused it, unless that is said beside it. */
  paused?: RunState["paused"];
  now: number;
  onSelect: (node: string) => void;
}) {
  const { run, plan, children } = details;
  const steps = plan.nodes.flatMap(({ id }) => nodes.get(id) ?? []);
  const matters = steps.filter(({ state: { status }, blocked }) =>
    status === "pending" ? blocked : TELLING.has(status),
  );
  const [all, setAll] = useState(false);
  const failed = ({ state }: NodeRun) => Number(state.status === "failed");
  const told = all ? matters : matters.toSorted((a, b) => failed(b) - failed(a)).slice(0, FEW);
  const made = steps.flatMap(({ state: { last } }) =>
    Object.values(last?.outputs ?? {}).filter(({ type }) => MADE.has(type)),
  );
  const cached = steps.filter(({ state: { last } }) => last?.cached).length;
  const overrides = Object.entries(run.overrides);
  const params = Object.entries(run.params);
  return (
    <section
      aria-label="About this run"
      className="bg-surface flex h-full min-h-0 flex-col gap-6 overflow-y-auto p-4"
    >
      <h2 className="sr-only">The run as a whole</h2>
      {run.trigger.type === "reproduce" && <ReproductionReport id={run.id} plan={plan} />}
      {place && (
        <SubSection title="Now">
          <p className="text-sm break-words">
            <PlaceLine place={place} />
          </p>
        </SubSection>
      )}
      {matters.length > 0 && (
        <SubSection title={run.finishedAt ? "What failed" : "Now"}>
          <ul className="border-line divide-line divide-y rounded-md border">
            {told.map((node) => (
              <Now key={node.step.id} node={node} now={now} onSelect={onSelect} />
            ))}
          </ul>
          {told.length < matters.length && (
            <Button size="sm" variant="ghost" className="mt-1" onClick={() => setAll(true)}>
              Show all {matters.length}
            </Button>
          )}
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
            ["Paused by", paused && <PausedBy key="b" {...paused} />],
            ["Started by", run.startedBy.name],
            ["How", <TriggerLine key="t" trigger={run.trigger} zone={zoneOf(details)} />],
            ["Parent", run.parent ? <Parent key="r" parent={run.parent} /> : undefined],
            ["Author", run.author.name],
            [
              "Created",
              <time key="c" title={exactTime(run.createdAt)}>
                {dateTime(run.createdAt)}
              </time>,
            ],
            ["Build", run.build ? <code key="b">{run.build}</code> : undefined],
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
      {overrides.length > 0 && (
        <SubSection title="Set for this run alone">
          <Facts
            facts={overrides.map(([path, value]) => [
              path,
              <code key={path} className="text-xs break-words">
                {formatCell(value)}
              </code>,
            ])}
          />
        </SubSection>
      )}
      {children.length > 0 && (
        <SubSection title="Runs it started">
          <ul className="flex flex-col gap-1 text-sm">
            {children.map((child) => (
              <li key={child.runId} className="flex flex-wrap items-center gap-x-2">
                <StatusBadge status={child.status} />
                <Link href={`/runs/${child.runId}`} className="text-accent hover:underline">
                  {child.name}
                </Link>
                <span className="text-muted text-xs">
                  by {child.node}
                  {child.item && `, item ${child.item}`}
                </span>
              </li>
            ))}
          </ul>
        </SubSection>
      )}
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
  node,
  now,
  onSelect,
}: {
  node: NodeRun;
  now: number;
  onSelect: (node: string) => void;
}) {
  const { step, shown } = node;
  const text = nowText(node, now);
  return (
    <li>
      <button
        type="button"
        onClick={() => onSelect(step.id)}
        className="hover:bg-hover flex w-full gap-2 px-3 py-2 text-left text-sm"
      >
        <StatusIcon status={shown} className={`mt-0.5 size-4 shrink-0 ${statusText(shown)}`} />
        <span className="min-w-0">
          <span className="font-medium">{step.title}</span>{" "}
          <code className="text-muted text-xs">{step.id}</code>{" "}
          <span className={`text-xs ${statusText(shown)}`}>{statusLook(shown).label}</span>
          {text && <span className="text-muted block text-xs break-words">{text}</span>}
        </span>
      </button>
    </li>
  );
}

function nowText(
  { state: { status, last, retry }, blocked, counts }: NodeRun,
  now: number,
): string | null | undefined {
  if (blocked && isHeldUp(status))
    return blocked.by === "slot"
      ? `${placeWords(blocked)}, ${sinceWords(blocked.since, now)}`
      : `Waits for a worker on queue ${blocked.queue} ${sinceWords(blocked.since, now)}${blocked.polled ? "" : ": nobody polls it"}`;
  if (status === "failed") return last?.error?.message;
  if (retry) return sentenceCase(retryWords(retry, now));
  if (counts) return itemsText(counts);
  if (status === "waiting") {
    const { event, until } = last?.waitsFor ?? {};
    const words = until ? untilWords(until, now) : null;
    if (event) return `Waiting for the event ${event}${words ? `, ${words} at the latest` : ""}`;
    return `Waiting ${words ?? `for ${last?.reason ?? "an event"}`}`;
  }
  return last?.reason ?? last?.progress?.message;
}

function Parent({ parent }: { parent: NonNullable<RunFacts["parent"]> }) {
  return (
    <>
      step {parent.node}
      {parent.item && `, item ${parent.item}`} of{" "}
      <Link href={`/runs/${parent.runId}?step=${parent.node}`} className="text-accent underline">
        {parent.runId}
      </Link>
    </>
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
