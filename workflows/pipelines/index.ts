// The entry of the workflow bundle: every workflow by its name.
export { runPipeline } from "./run-pipeline.ts";
export { runItems } from "./run-items.ts";
export { fireTrigger, watchFolder } from "./fire-trigger.ts";
export { governApproval, governReview } from "./govern.ts";
