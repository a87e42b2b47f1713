"use client";
import { Minus, PencilLine } from "lucide-react";
import { memo } from "react";
import { formatMetric } from "../../ui/format.ts";
import type { NodeRun as Run } from "../../runs/live/run-view.ts";
import { isFailing, RunFace, RunFailure } from "../../runs/run-face.tsx";
import { useStepMetrics } from "../../runs/use-step-log.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { useDetail } from "../../graph/detail.ts";
import { BUBBLE } from "../../graph/room-below.ts";
import { roomBelow } from "../layout/room-below.ts";
import { useEditor } from "../store/editor-context.tsx";
import { useNodeRun, useOverlay } from "./overlay-context.tsx";
import { sparkOf, sparkPath } from "./sparkline.ts";

/** What a node does in the run over the canvas, in the place of its summary. */
export const NodeRun = memo(function NodeRun({ id }: { id: string }) {
  const run = useNodeRun(id);
  const since = useOverlay(({ diff }) => diff?.nodes[id]?.change);
  const usual = useOverlay(({ usual: times }) => times[id]);
  const failed = run !== undefined && isFailing(run);
  const lines = useEditor(({ document }) =>
    failed ? (roomBelow(document, registry)[id] ?? 0) : BUBBLE.most,
  );
  if (!run)
    return (
      <div className="pb-run" data-run="absent">
        <span className="pb-run-detail">Not in this run</span>
      </div>
    );
  return (
    <>
      <RunFace
        run={run}
        // Of another kind it was another step.
        usual={usual?.kind === run.step.kind ? usual : undefined}
        told={lines > 0}
      />
      {(since === "changed" || since === "removed") && <Since change={since} />}
      <Tail run={run} lines={lines} />
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
function Tail({ run, lines }: { run: Run; lines: number }) {
  const { last } = run.state;
  if (isFailing(run)) return <RunFailure run={run} lines={lines} />;
  if (last && run.step.kind.startsWith("train.") && run.inside === null) return <Curve run={run} />;
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
