import { StepError } from "../../core/step-error.ts";
import type { ModelInfo } from "./model-info.ts";

/**
 * The number of the class that ROC AUC, PR AUC, F1 and the curves are about: the one named in the config; else, of two classes, the
 * rarer in the test data (the last where both are equally frequent). Null with more classes and none named.
 */
export function positiveClass(
  info: ModelInfo,
  labels: Int32Array,
  named: string | undefined,
): number | null {
  const classes = info.classes ?? [];
  if (named !== undefined) {
    const number = classes.findIndex((name) => String(name) === named);
    if (number === -1)
      throw new StepError(
        "bad-config",
        `The positive class '${named}' is no class of the target '${info.target}'; its classes are: ${classes.join(", ")}.`,
      );
    return number;
  }
  if (classes.length !== 2) return null;
  const first = labels.reduce((count, label) => count + (label === 0 ? 1 : 0), 0);
  return first < labels.length - first ? 0 : 1;
}
