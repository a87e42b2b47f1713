"use client";
import { Minus, PencilLine } from "lucide-react";
import { memo } from "react";
import { retryWords } from "../../../workflows/core/retry.ts";
import { formatDuration, formatMetric } from "../../evidence/format.ts";
import { useNow } from "../../evidence/use-now.ts";
import { ItemsBar } from "../../runs/items-bar.tsx";
import { isGoingOn, statusText } from "../../runs/status.tsx";
import { elapsed } from "../../runs/timeline.ts";
import { useStepMetrics } from "../../runs/use-step-log.ts";
import { StatusIcon } from "../../ui/status-badge.tsx";
import { statusLook } from "../../ui/status-look.ts";
import { useDetail } from "../step-node/detail.ts";
import { etaOf, shareOf } from "./eta.ts";
import { etaSentence, etaWords, nodeDetail } from "./node-words.ts";
import { useNodeRun, useOverlay } from "./overlay-context.tsx";
import type { NodeRun as Run } from "./run-view.ts";
import { sparkOf, sparkPath } from "./sparkline.ts";

/** What a node does in the run over the canvas, in the place of its summary. */
export const NodeRun = memo(function NodeRun({ id }: { id: string }) {
  const run = useNodeRun(id);
  const since = useOverlay(({ diff }) => diff?.nodes[id]?.change);
  if (!run)
    return (
      <div className="pb-run" data-run="absent">
        <span className="pb-run-detail">Not in this run</span>
      </div>
    );
  return (
    <>
      <RunFace run={run} />
      {(since === "changed" || since === "removed") && <Since change={since} />}
      <Tail run={run} />
    </>
  );
});

const SINCE = {
  changed: { word: "changed since", icon: PencilLine },
  removed: { word: "removed since", icon: Minus },
};

/** That the draft says otherwise now. */
function Since({ change }: { change: keyof typeof SINCE }) {
  const { word, icon: Icon } = SINCE[change];
  return (
    <span className="pb-change pb-run-since" data-change={change} data-detail={useDetail()}>
      <Icon aria-hidden />
      {word}
    </span>
  );
}

/** The state of a step in a run, in its shape and word, with the one thing that matters beside it. */
export function RunFace({
  run,
  told = true,
}: {
  run: Run;
  /** Whether there is room below to tell why it failed; else it stands here as far as it goes. */
  told?: boolean;
}) {
  const { shown, state, counts, blocked } = run;
  const now = useNow(isGoingOn(state.status) || blocked !== undefined);
  const usual = useUsual(run);
  const time = elapsed(state, now);
  const running = state.status === "running" && run.inside === null;
  const progress = counts?.total
    ? { done: counts.done + counts.failed + counts.cancelled, total: counts.total }
    : state.last?.progress;
  // What it tells of its progress is of this attempt.
  const spent = state.last ? Math.max(0, now - Date.parse(state.last.startedAt)) : 0;
  const eta = running ? etaOf(spent, progress, usual) : null;
  const failure = told ? null : failureWords(run, now);
  const detail = (state.retry ? null : failure) ?? nodeDetail(run, now);
  const took = time !== null && !state.last?.cached && run.inside === null;
  const { label } = statusLook(shown);
  const title = [`${label} ${failure ?? detail}`, running && etaSentence(eta)]
    .filter(Boolean)
    .join("\n");
  return (
    <div className="pb-run" data-run={shown} title={title}>
      <StatusIcon status={shown} className={`pb-run-icon ${statusText(shown)}`} />
      <span className={`pb-run-word ${statusText(shown)}`}>{label}</span>
      <span className="pb-run-detail">{detail}</span>
      {took && (
        <span className="pb-run-time">
          {formatDuration(time)}
          {eta && <span className="text-muted"> · {etaWords(eta)}</span>}
        </span>
      )}
      {running && (counts ? <ItemsBar counts={counts} /> : <Bar run={run} elapsed={spent} />)}
    </div>
  );
}

/** How long the step took in earlier runs, while it was of this kind. */
function useUsual({ step }: Run) {
  return useOverlay(({ usual }) => {
    const found = usual[step.id];
    return found?.kind === step.kind ? found : undefined;
  });
}

/** How far a running step is; hatched where only earlier runs tell. */
function Bar({ run, elapsed: ms }: { run: Run; elapsed: number }) {
  const usual = useUsual(run);
  const known = shareOf(ms, run.state.last?.progress, usual);
  if (!known) return null;
  const percent = Math.round(known.share * 100);
  return (
    <div
      className="pb-run-bar"
      role="progressbar"
      aria-label={known.guessed ? "Progress, by earlier runs" : "Progress"}
      aria-valuenow={percent}
      data-guessed={known.guessed || undefined}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}

/** Below the node: why it failed, or the curve of a training. */
function Tail({ run }: { run: Run }) {
  const { state, step } = run;
  const { status, last, retry } = state;
  if (retry || ((status === "failed" || status === "lost") && last?.error))
    return <RunFailure run={run} />;
  if (last && step.kind.startsWith("train.") && run.inside === null) return <Curve run={run} />;
  return null;
}

/** Why a step failed, or its last attempt did and when the next one begins; null for any other. */
function failureWords({ state: { status, last, retry } }: Run, now: number): string | null {
  if (retry) return retryWords(retry, now);
  return (status === "failed" || status === "lost") && last?.error ? last.error.message : null;
}

/**
 * Below a step that failed, or is tried again: why; nothing for any other.
 * @param lines how many there is room for
 */
export function RunFailure({ run, lines = 4 }: { run: Run; lines?: number }) {
  const { retry } = run.state;
  const now = useNow(retry !== undefined);
  const words = failureWords(run, now);
  if (words === null || lines < 1) return null;
  return (
    <div className="pb-run-tail" data-tail={retry ? "retrying" : run.shown} title={words}>
      <p style={{ WebkitLineClamp: lines }}>{words}</p>
    </div>
  );
}

const CURVE = { width: 64, height: 18 };

function Curve({ run: { step, state } }: { run: Run }) {
  const last = state.last!;
  const heard = useOverlay(({ view }) => view?.live.metrics[step.id]);
  const runId = useOverlay(({ view }) => view!.details.run.id);
  const { points } = useStepMetrics({
    // What was reused was measured where it was made.
    runId: (last.cached && last.cachedFrom) || runId,
    node: step.id,
    item: undefined,
    attempt: last.attempt,
    reread: false,
    heard,
  });
  const spark = sparkOf(points);
  if (!spark) return null;
  const words = [spark.name.replaceAll("_", " "), spark.split].filter(Boolean).join(", ");
  return (
    <div className="pb-run-tail pb-run-curve" data-tail="curve" title={words}>
      <span className="text-muted min-w-0 flex-1 truncate">{words}</span>
      <span className="tabular-nums">{formatMetric(spark.value)}</span>
      <svg
        role="img"
        aria-label={`${words}: ${formatMetric(spark.value)}, ${spark.values.length} points`}
        viewBox={`-1 -2 ${CURVE.width + 4} ${CURVE.height + 4}`}
      >
        <path d={sparkPath(spark.values, CURVE.width, CURVE.height)} />
      </svg>
    </div>
  );
}
