import type { Client } from "@temporalio/client";

/** What Temporal knows of a task queue's activities. Its counts are approximate, its rates those of the last 30 seconds. */
export interface QueueStats {
  /** Processes that asked it for work in the last minutes. */
  pollers: number;
  /** Tasks that no worker has taken yet, and how old the oldest is, in milliseconds. */
  backlog: number;
  backlogAgeMs: number;
  /** Tasks a second. */
  addRate: number;
  dispatchRate: number;
}

// As in Temporal's API: enums.v1.TaskQueueType, TASK_QUEUE_TYPE_ACTIVITY.
const ACTIVITY = 2;

/** Asks Temporal about a queue; null when it does not answer. */
export async function queueStats(client: Client, queue: string): Promise<QueueStats | null> {
  try {
    const { pollers, stats } = await client.withDeadline(Date.now() + 3_000, () =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: queue },
        taskQueueType: ACTIVITY as never,
        reportStats: true,
      }),
    );
    const age = stats?.approximateBacklogAge;
    return {
      pollers: pollers?.length ?? 0,
      backlog: Number(stats?.approximateBacklogCount ?? 0),
      backlogAgeMs: Number(age?.seconds ?? 0) * 1_000 + Math.round((age?.nanos ?? 0) / 1e6),
      addRate: stats?.tasksAddRate ?? 0,
      dispatchRate: stats?.tasksDispatchRate ?? 0,
    };
  } catch {
    return null;
  }
}
