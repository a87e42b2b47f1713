import type { Outputs } from "../../core/artifact.ts";
import { durationMs } from "../../core/duration.ts";
import { implement, type StepResult } from "../../core/define-step.ts";
import { StepError } from "../../core/step-error.ts";
import { LONGEST_DAYS, step } from "./step.ts";

export default implement(step, async ({ config, inputs, ctx }): Promise<StepResult> => {
  const { event } = ctx;
  if (!event) {
    const until = momentOf(config, Date.now());
    const { node, item } = ctx.run;
    return {
      wait: () =>
        Promise.resolve({
          key: `wait:${node}${item === "" ? "" : `:${item}`}`,
          refuse: [],
          waitingFor: config.event === undefined ? "its time" : `the event '${config.event}'`,
          ...(until === null ? {} : { until }),
          ...(config.event === undefined ? {} : { event: config.event }),
        }),
    };
  }
  const timedOut = event.payload["timedOut"] === true && event.actorId === "";
  if (timedOut && config.event !== undefined) {
    if (config.onTimeout === "fail")
      throw new StepError(
        "check-failed",
        `The event '${config.event}' did not come in time: send it earlier, or let the step wait longer.`,
      );
    return { timeout: await ctx.artifacts.putJson({ timedOut: true }, { type: "artifact" }) };
  }
  const passed: Outputs = inputs["in"]?.[0] ? { out: inputs["in"][0] } : {};
  if (timedOut)
    return passed["out"] ? passed : { out: await ctx.artifacts.putJson({}, { type: "artifact" }) };
  const { payload } = event;
  return {
    ...passed,
    event: await ctx.artifacts.putJson(payload, { type: "artifact", meta: payload }),
  };
});

/** When the wait ends at the latest, as ISO 8601; null when only an event ends it. */
function momentOf(
  config: { for?: string | undefined; until?: string | undefined },
  now: number,
): string | null {
  if (config.until !== undefined) {
    if (Date.parse(config.until) - now > durationMs(`${LONGEST_DAYS}d`))
      throw new StepError(
        "bad-config",
        `${config.until} is too far away: a step waits ten years at most. Wait until an earlier moment, or for an event.`,
      );
    return new Date(config.until).toISOString();
  }
  return config.for === undefined ? null : new Date(now + durationMs(config.for)).toISOString();
}
