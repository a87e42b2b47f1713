import { CancellationScope } from "@temporalio/workflow";
import type { PlanNode } from "../core/plan.ts";
import type { RunEnding } from "../core/step-context.ts";
import type { GraphRun } from "./graph-run.ts";
import type { RunActivities } from "./messages.ts";
import type { Rules } from "./rules.ts";

/** Runs the steps that run at the end of a run. */
export class RunEnd {
  private readonly rules: Rules;
  private readonly local: Pick<RunActivities, "endWaits">;
  /** Of the finally phase, once it has begun. */
  private scope: CancellationScope | null = null;
  private isCutShort = false;

  constructor(rules: Rules, local: Pick<RunActivities, "endWaits">) {
    this.rules = rules;
    this.local = local;
  }

  /** Whether the finally phase has begun as one that is not cancelled with the rest. */
  get outlivesCancel(): boolean {
    return this.scope !== null;
  }

  /** Ends the finally phase, also one that has not begun. */
  cutShort(): void {
    this.isCutShort = true;
    this.scope?.cancel();
  }

  /** Runs the on-failure phase where the run has failed, and then the finally phase; resolves with how the run has ended. */
  async run(graph: GraphRun, nodes: readonly PlanNode[], ending: RunEnding): Promise<RunEnding> {
    graph.ending = ending;
    if (ending.status === "failed") await graph.run(inPhase(nodes, "on-failure"));
    await this.runFinally(graph, inPhase(nodes, "finally"));
    // A step of the end that fails makes a failed run of one that went well.
    return ending.status === "done" ? graph.standing() : ending;
  }

  /** Runs the finally phase of a run that was cancelled. */
  async runCancelled(runId: string, graph: GraphRun, nodes: readonly PlanNode[]): Promise<void> {
    const last = inPhase(nodes, "finally");
    if (last.length === 0) return;
    await this.local.endWaits(runId);
    graph.ending = { status: "cancelled", error: null, failed: graph.standing().failed };
    await this.runFinally(graph, last);
  }

  /** In runs of an earlier release the finally phase was cancelled with the rest. */
  private async runFinally(graph: GraphRun, nodes: readonly PlanNode[]): Promise<void> {
    const { endOutlivesCancel, cutsShortEarly } = this.rules;
    if (!endOutlivesCancel || nodes.length === 0) return await graph.run(nodes);
    await CancellationScope.nonCancellable(async () => {
      this.scope = new CancellationScope();
      // Steps that take long to stop kept the end from beginning.
      if (this.isCutShort && cutsShortEarly) this.scope.cancel();
      await this.scope.run(() => graph.run(nodes));
    });
  }
}

/** The nodes of a phase; those of the main one have none. */
export function inPhase(nodes: readonly PlanNode[], phase?: PlanNode["phase"]): PlanNode[] {
  return nodes.filter((node) => node.phase === phase);
}
