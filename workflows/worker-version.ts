import { setTimeout as sleep } from "node:timers/promises";
import { isGrpcServiceError, type Client } from "@temporalio/client";
import type { WorkerOptions } from "@temporalio/worker";

const DEPLOYMENT = "penstock";
const LOOK_EVERY_MS = 50;
/** gRPC's codes for a version that no poll has made known yet, or for a change in between. */
const LOOK_AGAIN = new Set([5, 9]);

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
 * Makes this build the current one, as soon as Temporal has heard of it by a poll. A build stays behind for as long as
 * workers of a newer one live, for it must not take back what newer code has gone on with; once they have stopped, it goes
 * on in their place. Builds are as old as Temporal's first poll by them.
 * @param isServed whether workers of one of the builds live
 * @returns whether it is current; ask again from time to time, since other builds come and go
 */
export async function becomeCurrent(
  client: Client,
  build: string,
  isServed: (builds: string[]) => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  const { namespace } = client.options;
  while (!signal.aborted)
    try {
      const { current, newer, conflictToken } = await lookAtBuilds(client, build);
      if (await isServed(newer)) return false;
      if (current === build) return true;
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: DEPLOYMENT,
        buildId: build,
        // Refused, and looked at again, where another build became current in between.
        conflictToken,
        identity: client.options.identity,
        ignoreMissingTaskQueues: true,
      });
      return true;
    } catch (error) {
      if (!isGrpcServiceError(error) || !LOOK_AGAIN.has(error.code)) throw error;
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  return false;
}

/** The build that is current, and those that Temporal heard of after this one; none if it has not heard of this one yet. */
async function lookAtBuilds(client: Client, build: string) {
  const { workerDeploymentInfo: info, conflictToken } =
    await client.workflowService.describeWorkerDeployment({
      namespace: client.options.namespace,
      deploymentName: DEPLOYMENT,
    });
  const inOrder = (info?.versionSummaries ?? [])
    .map(({ deploymentVersion, createTime }) => ({
      id: deploymentVersion?.buildId ?? "",
      since: Number(createTime?.seconds ?? 0) + (createTime?.nanos ?? 0) / 1e9,
    }))
    .sort((one, other) => one.since - other.since || (one.id < other.id ? -1 : 1))
    .map(({ id }) => id);
  return {
    current: info?.routingConfig?.currentDeploymentVersion?.buildId,
    newer: inOrder.includes(build) ? inOrder.slice(inOrder.indexOf(build) + 1) : [],
    conflictToken,
  };
}
