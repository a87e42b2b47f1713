import { setTimeout as sleep } from "node:timers/promises";
import type { DeploymentReadiness, StepContext } from "../../core/step-context.ts";

export interface Patience {
  /** Longest wait for a serving process to report the revision as ready, in ms. */
  ready: number;
  /** Longest wait while no serving process is to be seen at all, in ms. */
  absent: number;
  /** Between two looks, in ms. */
  interval: number;
}

/**
 * Waits until a serving process answers with the revision. The deployment is committed by then and stands whatever is
 * found here, so that nothing is thrown: the log says what is missing.
 */
export async function untilServing(
  ctx: Pick<StepContext, "log" | "lookup" | "signal">,
  endpoint: string,
  revision: number,
  { ready, absent, interval }: Patience = { ready: 30_000, absent: 3_000, interval: 250 },
): Promise<void> {
  const began = Date.now();
  try {
    for (;;) {
      const found = await ctx.lookup.deploymentReady(endpoint, revision);
      if (found.state === "ready")
        return ctx.log("info", `'${endpoint}' answers with revision ${revision}.`);
      if (found.state === "overtaken")
        return ctx.log("info", `'${endpoint}' has a later revision than ${revision} by now.`);
      const waited = Date.now() - began;
      const limit = found.state === "absent" ? absent : ready;
      if (found.state === "failed" || waited >= limit)
        return ctx.log("warn", complaint(endpoint, revision, found));
      await sleep(interval, undefined, { signal: ctx.signal });
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    ctx.log("warn", `'${endpoint}' is deployed; whether it answers yet was not seen: ${why}`);
  }
}

function complaint(endpoint: string, revision: number, found: DeploymentReadiness): string {
  const what = `'${endpoint}' is deployed as revision ${revision}, but`;
  switch (found.state) {
    case "failed":
      return `${what} a serving process could not load it: ${found.message ?? "it did not say why"}.`;
    case "absent":
      return `${what} no serving process is running: it will answer when one is started.`;
    default:
      return `${what} no serving process has it ready yet: look at the deployment's page.`;
  }
}
