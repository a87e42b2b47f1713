import { CancellationScope, isCancellation } from "@temporalio/workflow";
import { allEnded } from "./all-ended.ts";
import type { Rules } from "./rules.ts";

/**
 * Works on things in their order, some at once: each lane takes the next when it has done with one. Once `enough` says so,
 * what is under way is cancelled and nothing further begins. Rejects when the workflow itself is cancelled, or work fails.
 */
export async function inLanes<T>(
  things: readonly T[],
  lanes: number,
  enough: () => boolean,
  work: (thing: T, lane: number) => Promise<void>,
  rules: Rules,
): Promise<void> {
  const scope = new CancellationScope({ cancellable: true });
  let taken = 0;
  const lane = async (index: number): Promise<void> => {
    while (taken < things.length && !scope.consideredCancelled) {
      await work(things[taken++]!, index);
      if (enough()) scope.cancel();
    }
  };
  try {
    await scope.run(() =>
      allEnded(
        Array.from({ length: lanes }, (_, index) => lane(index)),
        rules,
      ),
    );
  } catch (error) {
    const gaveUp = isCancellation(error) && enough();
    if (!gaveUp || CancellationScope.current().consideredCancelled) throw error;
  }
}
