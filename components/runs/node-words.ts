import { againWords } from "../../workflows/core/retry.ts";
import { registry } from "../../workflows/steps/index.ts";
import { formatCount, formatDuration, shortHash } from "../ui/format.ts";
import { itemsText, itemsWords } from "./items-bar.tsx";
import { isHeldUp } from "./status.tsx";
import { placeWords, sinceWords, untilWords } from "./wait-words.ts";
import type { Eta } from "./eta.ts";
import type { NodeRun } from "./live/run-view.ts";

/** How far a map is in its items, or a running step by its own telling, part by part; null where nothing counts. */
export function nodeProgress({ state, blocked, counts, inside }: NodeRun): string[] | null {
  const { status, last } = state;
  if (inside !== null || (blocked && isHeldUp(status))) return null;
  if (counts && status !== "skipped") return itemsWords(counts);
  if (status !== "running" || !last?.progress || last.progress.total <= 0) return null;
  return [`${Math.floor((last.progress.done / last.progress.total) * 100)} %`];
}

/** The one thing to say about a node beside its state: what it waits for, how far it is, whose result it took. */
export function nodeDetail(run: NodeRun, now: number): string {
  const { state, blocked, counts, inside, step } = run;
  const { status, last } = state;
  // How far the items are is counted, not how far each step inside is.
  if (inside !== null) return counts?.total ? `items: ${itemsText(counts)}` : "for each item";
  if (blocked && isHeldUp(status))
    return blocked.by === "slot"
      ? placeWords(blocked)
      : `for a worker on ${blocked.queue}, ${sinceWords(blocked.since, now)}`;
  const progress = nodeProgress(run);
  if (progress) return progress.join(", ");
  if (!last) return "";
  if (state.retry) return againWords(state.retry, now);
  if (status === "waiting") return waitDetail(step.kind, last, now);
  if (status === "skipped") return last.reason ?? "";
  if (last.cached) return last.cachedFrom ? `from ${shortHash(last.cachedFrom)}` : "";
  if (status === "running") return last.progress?.message ?? last.reason ?? "";
  return state.attempts.length > 1 ? `attempt ${last.attempt}` : "";
}

function waitDetail(
  kind: string,
  { waitsFor, reason }: NonNullable<NodeRun["state"]["last"]>,
  now: number,
): string {
  if (registry.get(kind)?.asks === "review") return "for a reviewer";
  const { event, until } = waitsFor ?? {};
  if (event) return `for the event ${event}`;
  return until ? untilWords(until, now) : `for ${reason ?? "an event"}`;
}

/** `~8 s left`, or `usually 12 s`: which of the two also says how it is known. */
export function etaWords(eta: Eta | null): string {
  if (!eta) return "";
  if (eta.by === "progress")
    return eta.left === 0 ? "any moment" : `~${formatDuration(eta.left)} left`;
  return `usually ${formatDuration(eta.usual)}`;
}

/** The same in a sentence. */
export function etaSentence(eta: Eta | null): string {
  if (!eta) return "Nothing tells yet how long it will take.";
  if (eta.by === "progress" && eta.left === 0)
    return "It should end any moment, by the progress it tells.";
  if (eta.by === "progress")
    return `About ${formatDuration(eta.left)} left, by the progress it tells.`;
  const runs = eta.runs === 1 ? "an earlier run" : `${formatCount(eta.runs)} earlier runs`;
  if (eta.by === "overdue")
    return `It takes longer than usual: ${formatDuration(eta.usual)} by ${runs}.`;
  return `About ${formatDuration(eta.left)} left: it took ${formatDuration(eta.usual)} by ${runs}.`;
}
