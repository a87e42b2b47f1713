"use client";
import { Minus, PencilLine } from "lucide-react";
import { memo } from "react";
import { formatMetric } from "../../ui/format.ts";
import type { NodeRun as Run } from "../../runs/live/run-view.ts";
import { RunFace, RunFailure } from "../../runs/run-face.tsx";
import { useStepMetrics } from "../../runs/use-step-log.ts";
import { useDetail } from "../../graph/detail.ts";
import { useNodeRun, useOverlay } from "./overlay-context.tsx";
import { sparkOf, sparkPath } from "./sparkline.ts";

/** What a node does in the run over the canvas, in the place of its summary. */
export const NodeRun = memo(function NodeRun({ id }: { id: string }) {
  const run = useNodeRun(id);
  const since = useOverlay(({ diff }) => diff?.nodes[id]?.change);
  const usual = useOverlay(({ usual: times }) => times[id]);
  if (!run)
    return (
      <div className="pb-run" data-run="absent">
        <span className="pb-run-detail">Not in this run</span>
      </div>
    );
  return (
    <>
      {/* Of another kind it was another step. */}
      <RunFace run={run} usual={usual?.kind === run.step.kind ? usual : undefined} />
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

/** Below the node: why it failed, or the curve of a training. */
function Tail({ run }: { run: Run }) {
  const { state, step } = run;
  const { status, last, retry } = state;
  if (retry || ((status === "failed" || status === "lost") && last?.error))
    return <RunFailure run={run} />;
  if (last && step.kind.startsWith("train.") && run.inside === null) return <Curve run={run} />;
  return null;
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
