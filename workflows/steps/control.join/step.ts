import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";

export const step = defineStep({
  kind: "control.join",
  version: 1,
  title: "Join",
  description:
    "Brings branches together: passes on the first of its wires that carries a value. With the policy 'join: any' it does not wait for the others.",
  icon: "merge",
  category: "control",
  config: z.strictObject({}),
  inputs: {
    in: { type: "any", title: "In", description: "One wire from each branch.", multiple: true },
  },
  outputs: { out: { type: "any", sameAs: "in", title: "Out" } },
  run: { mode: "join", queue: "control", attempts: 1, cache: false },
  onReproduce: "repeat",
  example: {},
});
