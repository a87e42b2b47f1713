import type { PipelineDocument } from "./document.ts";
import { nearest } from "./nearest.ts";
import type { Report } from "./problems.ts";

/** Checks the names of datasets in triggers. One that is not there is a warning: it may be added later, and starts runs from then on. */
export function checkDatasets(
  { triggers = [] }: PipelineDocument,
  datasets: ReadonlySet<string>,
  report: Report,
): void {
  for (const [index, spec] of triggers.entries()) {
    if (spec.type !== "dataset" || spec.dataset === "" || datasets.has(spec.dataset)) continue;
    const near = nearest(spec.dataset, datasets);
    report(
      "P076",
      { field: `triggers.${index}.dataset` },
      `There is no dataset '${spec.dataset}' in this workspace; ${
        near
          ? `did you mean '${near}'?`
          : "the trigger starts nothing until one is added under this name; or choose another."
      }`,
      "warning",
    );
  }
}
