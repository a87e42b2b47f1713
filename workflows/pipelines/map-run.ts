import {
  CancellationScope,
  ParentClosePolicy,
  condition,
  getExternalWorkflowHandle,
  startChild,
} from "@temporalio/workflow";
import type { PlanNode } from "../core/plan.ts";
import { mayFail } from "../core/may-fail.ts";
import { runWorkflowId } from "../core/run-events.ts";
import type { StepEvent } from "../core/step-context.ts";
import type { GraphRun, GraphSettings } from "./graph-run.ts";
import { inLanes } from "./in-lanes.ts";
import {
  setPaused,
  type ItemChunk,
  type ItemList,
  type RunItemsInput,
  type RunItemsOutcome,
} from "./messages.ts";

/** Chunks that run side by side, at most, unless more are needed to fill the window. */
const LANES = 4;

/**
 * Runs the items of a map: a child workflow for each chunk of them, a few side by side, so that no history grows with the
 * number of items. When more have failed than may, the rest is given up.
 */
export class MapRun {
  private readonly settings: GraphSettings;
  private readonly node: PlanNode;
  private readonly list: ItemList;
  private readonly graph: Pick<GraphRun, "results" | "ending">;
  /** The parts that are under way, and whether each has been told that the run is paused. */
  private readonly told = new Map<string, boolean>();
  private over = false;
  private readonly counts = { done: 0, failed: 0 };

  constructor(
    settings: GraphSettings,
    node: PlanNode,
    list: ItemList,
    graph: Pick<GraphRun, "results" | "ending">,
  ) {
    this.settings = settings;
    this.node = node;
    this.list = list;
    this.graph = graph;
  }

  /** Resolves with how many items ended how; rejects when the run is cancelled. */
  async run(): Promise<RunItemsOutcome & { total: number }> {
    const { chunks } = this.list;
    const { window } = this.node.map!;
    // The last has what is left over.
    const least = Math.min(
      ...chunks.slice(0, Math.max(1, chunks.length - 1)).map(({ count }) => count),
    );
    const most = this.settings.rules.lanesFillWindow
      ? Math.max(LANES, Math.ceil(window / Math.max(1, least)))
      : LANES;
    const lanes = Math.max(1, Math.min(most, chunks.length, window));
    const enough = () => this.counts.failed > this.mayFail;
    if (this.settings.rules.mapsFollowPause) void this.followPause();
    try {
      await inLanes(
        chunks,
        lanes,
        enough,
        (chunk, lane) => this.runChunk(chunk, this.windowOf(lane, lanes)),
        this.settings.rules,
      );
    } finally {
      this.over = true;
    }
    const { done, failed } = this.counts;
    const total = this.list.count;
    return { done, failed, cancelled: total - done - failed, total };
  }

  /** In runs of an earlier release, for where the run hears of a pause. */
  setPaused(paused: boolean): void {
    if (this.settings.rules.mapsFollowPause) return;
    for (const id of this.told.keys()) tell(id, paused);
  }

  /**
   * Tells the parts of each pause and of its end, from one place: the events of a history may reach a workflow together or one
   * after another, and what a handler does at once would come before or after what else they bring about.
   */
  private async followPause(): Promise<void> {
    const { desk } = this.settings;
    const scope = CancellationScope.current();
    const behind = () => [...this.told].filter(([, paused]) => paused !== desk.paused);
    await CancellationScope.nonCancellable(async () => {
      for (;;) {
        await condition(() => this.over || behind().length > 0);
        // What is being cancelled is not told to go on.
        if (this.over || scope.consideredCancelled) return;
        for (const [id] of behind()) {
          this.told.set(id, desk.paused);
          tell(id, desk.paused);
        }
      }
    });
  }

  private async runChunk(chunk: ItemChunk, window: number): Promise<void> {
    const { runId, rules, params, limitedQueues, desk } = this.settings;
    const { id, map } = this.node;
    const { results, ending } = this.graph;
    const input: RunItemsInput = {
      runId,
      node: id,
      map: map!,
      chunk,
      window,
      mayFail: this.mayFail - this.counts.failed,
      total: this.list.count,
      params,
      outer: Object.fromEntries(
        map!.outer.flatMap((outer) => {
          const result = results.get(outer);
          return result ? [[outer, result]] : [];
        }),
      ),
      limitedQueues: [...limitedQueues],
      paused: desk.paused,
      ...(ending && rules.wholeItems ? { ending } : {}),
      engine: rules.engine,
    };
    const child = await startChild<(input: RunItemsInput) => Promise<RunItemsOutcome>>("runItems", {
      workflowId: `${runWorkflowId(runId)}/${id}/${chunk.from}`,
      args: [input],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: `${id} from ${chunk.from}`,
    });
    this.told.set(child.workflowId, input.paused);
    // What was said while it was being started did not reach it.
    if (desk.paused !== input.paused && rules.pauseHoldsLatecomers && !rules.mapsFollowPause)
      tell(child.workflowId, desk.paused);
    try {
      const { done, failed } = await child.result();
      this.counts.done += done;
      this.counts.failed += failed;
    } finally {
      this.told.delete(child.workflowId);
    }
  }

  /** The window is shared among the lanes. */
  private windowOf(lane: number, lanes: number): number {
    const { window } = this.node.map!;
    return Math.floor(window / lanes) + (lane < window % lanes ? 1 : 0);
  }

  private get mayFail(): number {
    const { tolerate } = this.node.map!;
    const { count } = this.list;
    return this.settings.rules.exactTolerance
      ? mayFail(tolerate, count)
      : Math.floor((tolerate / 100) * count);
  }
}

/** The maps of a run that are under way. */
export class OpenMaps {
  private readonly maps = new Set<MapRun>();

  setPaused(paused: boolean): void {
    for (const map of this.maps) map.setPaused(paused);
  }

  async run(map: MapRun): Promise<StepEvent["payload"]> {
    this.maps.add(map);
    try {
      return { ...(await map.run()) };
    } finally {
      this.maps.delete(map);
    }
  }
}

function tell(workflowId: string, paused: boolean): void {
  getExternalWorkflowHandle(workflowId)
    .signal(setPaused, paused)
    // One that has just ended needs to hear no more.
    .catch(() => undefined);
}
