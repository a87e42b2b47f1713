import type { z } from "zod";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import { documentSchema, type NodePolicy } from "../../../workflows/core/document.ts";
import { withKey } from "../../../workflows/core/json.ts";
import type { JsonSchema } from "../../form/schema-form/fields.ts";

/** The document's own schema of a policy; the fields of `backoff` as `backoff.initial` and so on. */
const own = documentSchema.shape.nodes.element.shape.policy.unwrap().shape;
export const POLICY_SHAPE: Readonly<Record<string, z.ZodType>> = {
  ...own,
  ...Object.fromEntries(
    Object.entries(own.backoff.unwrap().shape).map(([name, field]) => [`backoff.${name}`, field]),
  ),
};

interface PolicyGroup {
  title: string;
  schema: JsonSchema;
}

/**
 * How and when a step runs, as forms: what is left empty is as the step has it. What is evaluated inside the workflow
 * (a condition, a switch, a join) has nothing to queue, repeat or time.
 */
export function policyGroups(step: StepDefinition, inMap: boolean): PolicyGroup[] {
  const activity = step.run.mode === "activity";
  const groups: [title: string, fields: Record<string, JsonSchema | false>][] = [
    [
      "When it runs",
      {
        when: {
          type: "string",
          title: "Only when",
          widget: "cel",
          description: `CEL over \`params\`, \`steps\` and \`run\`${inMap ? ITEM : ""}; when it is false the step is skipped.`,
        },
        join: {
          title: "Waits for",
          default: "all",
          options: [
            { value: "all", label: "All its branches" },
            {
              value: "any",
              label: "The first that arrives",
              hint: "One value for each wired input",
            },
          ],
        },
        phase: !inMap && {
          title: "Phase",
          unset: "With the others (default)",
          options: [
            {
              value: "on-failure",
              label: "On failure",
              hint: "When the rest has ended and the run fails",
            },
            { value: "finally", label: "Finally", hint: "At the very end, however it went" },
          ],
        },
      },
    ],
    [
      "Failures and time limits",
      {
        attempts: activity && {
          type: "integer",
          title: "Attempts",
          minimum: 1,
          maximum: 100,
          default: step.run.attempts,
          description: "In all. Bad data and bad config are not tried again.",
        },
        "backoff.initial": activity && {
          type: "string",
          widget: "duration",
          title: "First pause",
          default: "1s",
          description: "Before the second attempt, for instance 5s.",
        },
        "backoff.factor": activity && {
          type: "number",
          title: "Pause grows by",
          minimum: 1,
          maximum: 10,
          default: 2,
        },
        "backoff.maximum": activity && {
          type: "string",
          widget: "duration",
          title: "Longest pause",
          default: "1m",
        },
        startToClose: activity && {
          type: "string",
          widget: "duration",
          title: "Longest time of an attempt",
          default: step.run.startToClose,
          description: "For instance 30s, 10m or 2h.",
        },
        scheduleToClose: activity && {
          type: "string",
          widget: "duration",
          title: "Longest time of all attempts",
          description: "Together, waiting included. No limit when it is not set.",
        },
        heartbeat: activity && {
          type: "string",
          widget: "duration",
          title: "Longest silence",
          default: step.run.heartbeat,
          description: "Of a running attempt, before it counts as lost.",
        },
        continueOnError: {
          type: "boolean",
          title: "The run goes on when it fails",
          default: false,
        },
      },
    ],
    [
      "Where it runs",
      {
        queue: activity && {
          type: "string",
          title: "Queue",
          default: step.run.queue,
          suggestions: ["control", "cpu", "gpu"].map((value) => ({ value })),
          description: "Which workers take it: control, cpu, gpu, or one of your own.",
        },
        priority: activity && {
          type: "integer",
          title: "Priority",
          default: 3,
          options: [1, 2, 3, 4, 5].map((value) => ({ value, label: PRIORITIES[value]! })),
          description: "In which order its queue is served.",
        },
        concurrencyKey: activity && {
          type: "string",
          title: "Concurrency key",
          description:
            "Steps with the same key run one at a time in the workspace, or as many as its limit says.",
        },
      },
    ],
    [
      "Reuse",
      {
        cache: activity &&
          step.run.cache !== "never" && {
            title: "Earlier results",
            default: step.run.cache,
            options: [
              { value: true, label: "Reuse", hint: "Same config and inputs, same result" },
              { value: false, label: "Never reuse" },
              {
                value: "refresh",
                label: "Refresh",
                hint: "Run anew, and keep the result for later",
              },
            ],
          },
      },
    ],
  ];
  return groups.flatMap(([title, fields]) => {
    const properties = Object.fromEntries(
      Object.entries(fields).flatMap(([name, schema]) => (schema ? [[name, schema]] : [])),
    );
    return Object.keys(properties).length === 0
      ? []
      : [{ title, schema: { type: "object", properties } }];
  });
}

const ITEM = ", `item` and `index`";
const PRIORITIES: Record<number, string> = {
  1: "1, first",
  2: "2",
  3: "3",
  4: "4",
  5: "5, last",
};

/** A policy as the forms show it, the back-off's fields beside the others. */
export function flatPolicy({ backoff, ...policy }: NodePolicy): Record<string, unknown> {
  return {
    ...policy,
    ...Object.fromEntries(
      Object.entries(backoff ?? {}).map(([name, value]) => [`backoff.${name}`, value]),
    ),
  };
}

/** The field of a policy, and its value, after a field of a form was set; `undefined` unsets it. */
export function policyChange(
  policy: NodePolicy,
  field: string,
  value: unknown,
): { field: keyof NodePolicy; value: NodePolicy[keyof NodePolicy] | undefined } {
  const [outer, inner] = field.split(".") as [keyof NodePolicy, string?];
  if (inner === undefined) return { field: outer, value: value as NodePolicy[keyof NodePolicy] };
  const next = withKey<unknown>({ ...policy.backoff }, inner, value);
  return { field: outer, value: Object.keys(next).length === 0 ? undefined : next };
}
