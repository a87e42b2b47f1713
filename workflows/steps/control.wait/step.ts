import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";

const PER_DAY = { s: 86_400, m: 1_440, h: 24, d: 1 };
/** Temporal keeps no timer for centuries; who waits for longer waits for an event. */
export const LONGEST_DAYS = 3_650;

const duration = z
  .string()
  .regex(/^\d+(s|m|h|d)$/, "a duration such as 90s, 15m, 2h or 7d")
  .refine(
    // What is no duration at all has been said already.
    (text) =>
      !(Number.parseInt(text, 10) / PER_DAY[text.at(-1) as keyof typeof PER_DAY] > LONGEST_DAYS),
    `a step waits ten years at most, ${LONGEST_DAYS}d: wait for less, or for an event`,
  );

export const step = defineStep({
  kind: "control.wait",
  version: 1,
  title: "Wait",
  description:
    "Waits for a time, until a moment, or for an event by its name; costs nothing meanwhile.",
  icon: "hourglass",
  category: "control",
  config: z
    .strictObject({
      for: duration.optional().meta({
        title: "For",
        description: "How long to wait, for instance 15m; with an event, how long at most.",
      }),
      until: z.iso.datetime({ offset: true }).optional().meta({
        title: "Until",
        description: "A moment with its time zone, for instance 2027-01-31T09:00:00+01:00.",
      }),
      event: z
        .string()
        .regex(/^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,199}$/, "letters, digits and . _ : / -")
        .optional()
        .meta({
          title: "Event",
          description:
            "The name under which a person, a program or another pipeline sends the event.",
        }),
      onTimeout: z.enum(["fail", "continue"]).default("fail").meta({
        title: "When the event does not come",
        description: "Whether the step then fails, or leaves by its output 'timeout'.",
      }),
    })
    .refine((config) => config.for ?? config.until ?? config.event, {
      message: "give 'for', 'until' or 'event'",
      path: ["for"],
    })
    .refine((config) => !(config.for && config.until), {
      message: "give 'for' or 'until', not both",
      path: ["until"],
    }),
  inputs: {
    in: {
      type: "any",
      title: "In",
      description: "What is passed on when the wait is over.",
      optional: true,
    },
  },
  outputs: {
    out: {
      type: "any",
      sameAs: "in",
      title: "Out",
      description: "What came in, afterwards.",
      sometimes: true,
    },
    event: {
      type: "artifact",
      title: "Event",
      description: "What was sent with the event; its fields are the facts of this output.",
      sometimes: true,
    },
    timeout: {
      type: "artifact",
      title: "Timeout",
      description: "Taken when the event did not come in time.",
      sometimes: true,
    },
  },
  run: { queue: "control", startToClose: "1m", attempts: 5, cache: false },
  asks: "event",
  onReproduce: "keep",
  example: { event: "labels-ready", for: "7d" },
});
