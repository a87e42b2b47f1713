import { bundleWorkflowCode, NativeConnection, Worker } from "@temporalio/worker";
import { optionsOf, UsageError } from "./options.ts";
import type { Project } from "./project.ts";
import { settings } from "./settings.ts";

/** Serves all queues of the project, or those named with `--queue`, until it is told to stop. */
export async function runWorker(
  project: Project,
  activities: object,
  workflowsPath: string,
): Promise<void> {
  const usage = "npm run worker -- [--queue NAME …]";
  const options = { queue: { type: "string", multiple: true } } as const;
  const { queue: named = [] } = optionsOf(process.argv.slice(2), usage, options, 0).values;
  const unknown = named.find((queue) => !project.queues.includes(queue));
  if (unknown !== undefined)
    throw new UsageError(
      `There is no queue '${unknown}'; there are: ${project.queues.join(", ")}.`,
    );
  const queues = named.length > 0 ? named : project.queues;
  const connection = await NativeConnection.connect({ address: settings.address });
  const workflowBundle = await bundleWorkflowCode({ workflowsPath });
  const workers = await Promise.all(
    queues.map((taskQueue) =>
      Worker.create({
        connection,
        namespace: settings.namespace,
        taskQueue,
        activities,
        ...(taskQueue === project.queues[0] ? { workflowBundle } : {}),
        // What is light may run beside what is heavy; of the heavy, as much at once as there are cores.
        maxConcurrentActivityTaskExecutions:
          taskQueue === project.queues[0] ? 100 : Math.max(2, settings.threads),
        // A step hears with a heartbeat that it is cancelled, and the run waits for it.
        maxHeartbeatThrottleInterval: "2s",
        defaultHeartbeatThrottleInterval: "2s",
        shutdownGraceTime: "2s",
      }),
    ),
  );
  console.info(`Worker ready: ${queues.join(", ")} on ${settings.address}.`);
  await Promise.all(workers.map((worker) => worker.run()));
  await connection.close();
}
