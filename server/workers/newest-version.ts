import type { Client } from "@temporalio/client";

/** The build of the workflows that runs go on with, the newest that is served; null when Temporal does not say. */
export async function currentBuild(client: Client): Promise<string | null> {
  try {
    const { workerDeploymentInfo: info } = await client.withDeadline(Date.now() + 3_000, () =>
      client.workflowService.describeWorkerDeployment({
        namespace: client.options.namespace,
        deploymentName: "penstock",
      }),
    );
    return info?.routingConfig?.currentDeploymentVersion?.buildId ?? null;
  } catch {
    return null;
  }
}

interface Seen {
  version: string;
  build: string;
  startedAt: Date;
  alive: boolean;
}

/**
 * The version that living workers are to come to: one with the current build; of several, the one whose first worker started
 * last. A worker of an older version that starts anew is no news.
 */
export function newestVersion(workers: readonly Seen[], build: string | null): string | null {
  const alive = workers.filter((worker) => worker.alive);
  const current = alive.filter((worker) => worker.build === build);
  const first = new Map<string, number>();
  for (const { version, startedAt } of workers)
    first.set(version, Math.min(startedAt.getTime(), first.get(version) ?? Infinity));
  const [newest] = (current.length > 0 ? current : alive)
    .map(({ version }) => version)
    .toSorted((one, other) => first.get(other)! - first.get(one)!);
  return newest ?? null;
}
