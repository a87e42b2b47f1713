import { proxyActivities } from "@temporalio/workflow";

// What a person would write by hand for the same shapes, with the same activity: the limit we measure against.

const { noop } = proxyActivities<{ noop: (input: unknown) => Promise<unknown> }>({
  startToCloseTimeout: "1h",
  heartbeatTimeout: "20s",
  retry: { maximumAttempts: 3, initialInterval: "1s", maximumInterval: "1m" },
});

export async function chainByHand(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await noop({ step });
}

export async function fanByHand(steps: number): Promise<void> {
  await Promise.all(Array.from({ length: steps }, (_, step) => noop({ step })));
}
