import { implement, type StepResult } from "../../core/define-step.ts";
import { StepError } from "../../core/step-error.ts";
import { step } from "./step.ts";

export default implement(step, async ({ config, ctx }): Promise<StepResult> => {
  const { pipeline, version = null, params, output } = config;
  const { event } = ctx;
  if (!event) return { child: (start) => start({ pipeline, version, params }) };
  const { status, error, runId } = event.payload;
  if (status === "cancelled")
    throw new StepError("check-failed", `The run ${String(runId)} of '${pipeline}' was cancelled.`);
  if (status !== "done")
    throw new StepError(
      "check-failed",
      `The run ${String(runId)} of '${pipeline}' failed: ${typeof error === "string" ? error : "it did not say why"}`,
    );
  const run = await ctx.artifacts.putJson(
    { run: runId ?? null, pipeline },
    { type: "artifact", meta: { run: runId ?? null, pipeline } },
  );
  if (output === undefined) return { run };
  const [node, port] = output.split(".") as [string, string];
  const result = await ctx.lookup.childOutput(String(runId), node, port);
  if (!result)
    throw new StepError(
      "bad-config",
      `The run ${String(runId)} of '${pipeline}' has no output '${output}': name one that its steps give, as node.output.`,
    );
  return { run, result };
});
