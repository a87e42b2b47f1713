import type { StepImplementation } from "./core/define-step.ts";
import { steps } from "./steps/index.ts";

/** Loads `./steps/<kind>/run.ts` of every registered kind that runs as an activity. */
export async function loadImplementations(): Promise<StepImplementation[]> {
  return Promise.all(
    steps
      .filter((step) => step.run.mode === "activity")
      .map(async ({ kind }) => {
        const module = (await import(`./steps/${kind}/run.ts`)) as { default: StepImplementation };
        return module.default;
      }),
  );
}
