import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  workflowInfo,
} from "@temporalio/workflow";
import type { ArtifactRef } from "../core/artifact.ts";
import { fillItem } from "../core/items.ts";
import type { Json } from "../core/json.ts";
import { mayFail as allowed } from "../core/may-fail.ts";
import type { ItemResult } from "../core/step-context.ts";
import { sentence, together } from "./failures.ts";
import type { Listing, StepCall } from "./step-call.ts";

/** Temporal ends a workflow at 51,200 events. */
const MOST_EVENTS = 45_000;

interface Loop {
  /** Items at once. */
  window: number;
  /** Percent of the items that may fail; when more have, the rest is given up. */
  tolerate: number;
}

/**
 * Asks a step for its items, runs `body` for each of them, some at once, and has the step gather what they gave, in their
 * order.
 */
export async function overItems<Config, Outputs extends object>(
  step: (call: StepCall<Config>) => Promise<Outputs | Listing>,
  call: StepCall<Config>,
  { window, tolerate }: Loop,
  body: (item: Json, index: number) => Promise<ArtifactRef | undefined | void>,
): Promise<Outputs> {
  const reply = await step(call);
  if (!("items" in reply)) return reply as Outputs;
  const { items } = reply as Listing;
  const mayFail = allowed(tolerate, items.length);
  const results: ItemResult[] = items.map((_, index) => ({
    index,
    status: "cancelled",
    error: null,
    output: null,
  }));
  let failed = 0;
  let next = 0;
  const scope = new CancellationScope({ cancellable: true });

  async function lane(): Promise<void> {
    while (next < items.length && failed <= mayFail) {
      const index = next++;
      const result = results[index]!;
      if (workflowInfo().historyLength > MOST_EVENTS)
        throw ApplicationFailure.nonRetryable(
          `The ${items.length} items do not fit into the history of one workflow: split them among several runs.`,
          "too-many-items",
        );
      try {
        result.output = (await body(items[index]!, index)) ?? null;
        result.status = "done";
      } catch (error) {
        if (isCancellation(error)) throw error;
        result.status = "failed";
        result.error = sentence(error);
        failed++;
        if (failed > mayFail) scope.cancel();
      }
    }
  }

  try {
    await scope.run(() =>
      together(Array.from({ length: Math.min(window, items.length) }, () => lane())),
    );
  } catch (error) {
    const gaveUp = isCancellation(error) && failed > mayFail;
    if (!gaveUp || CancellationScope.current().consideredCancelled) throw error;
  }
  const done = results.filter(({ status }) => status === "done").length;
  const total = items.length;
  const payload = { total, done, failed, cancelled: total - done - failed };
  const event = { key: `after:${call.node}`, actorId: "", payload };
  return (await step({ ...call, event, results })) as Outputs;
}

/** The item, or a field of it; null where it has none. The step checks what it gets. */
export function pick(item: Json, ...path: string[]): never {
  const reference = `\${${["item", ...path].join(".")}}`;
  return fillItem(reference, { index: 0, value: item }) as never;
}

/** The same as text. */
export function textOf(item: Json, ...path: string[]): string {
  const value: Json = pick(item, ...path);
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
