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

/**
 * Makes this build the current one, as soon as Temporal has heard of it by a poll. A build that has been current before and
 * was followed by another stays behind for as long as workers of that one live: one that is started again must not take
 * back what newer code has gone on with.
 * @param isServed whether workers of a build live
 * @returns false while it stays behind: ask again
 */
export async function becomeCurrent(
  client: Client,
  build: string,
  isServed: (build: string) => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  const { namespace } = client.options;
  while (!signal.aborted)
    try {
      const follower = await followerOf(client, build);
      if (follower !== null && (await isServed(follower))) return false;
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: DEPLOYMENT,
        buildId: build,
        identity: client.options.identity,
        ignoreMissingTaskQueues: true,
      });
      return true;
    } catch (error) {
      if (!isGrpcServiceError(error) || !NOT_KNOWN_YET.has(error.code)) throw error;
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  return false;
}

/** The build that is current in the place of one that has been; null for a build that never was. */
async function followerOf(client: Client, build: string): Promise<string | null> {
  const { workerDeploymentInfo: info } = await client.workflowService.describeWorkerDeployment({
    namespace: client.options.namespace,
    deploymentName: DEPLOYMENT,
  });
  const current = info?.routingConfig?.currentDeploymentVersion?.buildId ?? null;
  const own = info?.versionSummaries?.find((one) => one.deploymentVersion?.buildId === build);
  return current !== null && current !== build && own?.firstActivationTime ? current : null;
}
