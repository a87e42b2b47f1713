import { CancellationScope, isCancellation } from "@temporalio/workflow";
import { allEnded } from "./all-ended.ts";
import type { Rules } from "./rules.ts";

/**
 * Works on things in their order, some at once: each lane takes the next when it has done with one. Once `enough` says so,
 * or work fails, what is under way is cancelled and nothing further begins. Rejects when the workflow itself is cancelled,
 * or with what failed first.
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
  /** What stopped the lanes; not what failed because it was being cancelled. */
  const failed: unknown[] = [];
  const stopAll = (error: unknown) => {
    if (!rules.lanesStopTogether || scope.consideredCancelled) return;
    failed.push(error);
    scope.cancel();
  };
  const lane = async (index: number): Promise<void> => {
    while (taken < things.length && !scope.consideredCancelled) {
      try {
        await work(things[taken++]!, index);
      } catch (error) {
        stopAll(error);
        throw error;
      }
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
    if (CancellationScope.current().consideredCancelled) throw error;
    if (failed.length > 0) throw failed[0];
    if (!isCancellation(error) || !enough()) throw error;
  }
}
