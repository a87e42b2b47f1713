import {
  condition,
  executeChild,
  proxyActivities,
  proxyLocalActivities,
} from "@temporalio/workflow";

// What a person would write by hand for the same shapes, with the same activity: the limit we measure against.

interface Activities {
  noop: (input: unknown) => Promise<unknown>;
}

const { noop } = proxyActivities<Activities>({
  startToCloseTimeout: "1h",
  heartbeatTimeout: "20s",
  retry: { maximumAttempts: 3, initialInterval: "1s", maximumInterval: "1m" },
});
const local = proxyLocalActivities<Activities>({ startToCloseTimeout: "1m" });

/** As the engine cuts the items of a map. */
const SLICE = 200;
const LANES = 4;
const WINDOW = 100;

export async function chainByHand(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await noop({ step });
}

export async function fanByHand(steps: number): Promise<void> {
  await Promise.all(Array.from({ length: steps }, (_, step) => noop({ step })));
}

export async function mapByHand(items: number): Promise<void> {
  const slices = Array.from({ length: Math.ceil(items / SLICE) }, (_, index) => index * SLICE);
  await side(LANES, slices, (from) =>
    executeChild(sliceByHand, { args: [from, Math.min(SLICE, items - from)] }),
  );
}

export async function sliceByHand(from: number, count: number): Promise<void> {
  const items = Array.from({ length: count }, (_, index) => from + index);
  await side(WINDOW / LANES, items, (item) => noop({ item }));
}

/** Stands in for steps whose results are there already. */
export async function localChainByHand(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await local.noop({ step });
}

/** Stays open. */
export async function waitByHand(): Promise<void> {
  await noop({});
  await condition(() => false);
}

async function side<T>(lanes: number, items: T[], work: (item: T) => Promise<unknown>) {
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
