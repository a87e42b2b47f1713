import { setTimeout as sleep } from "node:timers/promises";
import { isGrpcServiceError, type Client } from "@temporalio/client";
import type { WorkerOptions } from "@temporalio/worker";

const DEPLOYMENT = "penstock";
const LOOK_EVERY_MS = 50;
/** gRPC's codes for a version that no poll has made known yet. */
const NOT_KNOWN_YET = new Set([5, 9]);

/**
 * How Temporal tells the builds of the workflows apart: a run goes on with the build that is current, whichever began it,
 * and never goes to and fro between two that poll side by side.
 */
export function workflowVersion(build: string): Pick<WorkerOptions, "workerDeploymentOptions"> {
  return {
    workerDeploymentOptions: {
      version: { deploymentName: DEPLOYMENT, buildId: build },
      useWorkerVersioning: true,
      defaultVersioningBehavior: "AUTO_UPGRADE",
    },
  };
}

/** Makes this build the current one, as soon as Temporal has heard of it by a poll. */
export async function becomeCurrent(
  client: Client,
  build: string,
  signal: AbortSignal,
): Promise<void> {
  const { namespace } = client.options;
  while (!signal.aborted)
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: DEPLOYMENT,
        buildId: build,
        identity: client.options.identity,
        ignoreMissingTaskQueues: true,
      });
      return;
    } catch (error) {
      if (!isGrpcServiceError(error) || !NOT_KNOWN_YET.has(error.code)) throw error;
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
}
