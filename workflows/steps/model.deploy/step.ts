import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { NAME_PATTERN } from "../../core/document.ts";

export const step = defineStep({
  kind: "model.deploy",
  version: 1,
  title: "Deploy",
  description: "Puts an approved version into service under an endpoint's name.",
  icon: "rocket",
  category: "model",
  config: z.strictObject({
    endpoint: z
      .string()
      .regex(NAME_PATTERN, "lower-case letters, digits and hyphens, 63 at most")
      .meta({
        title: "Endpoint",
        description: "The name under `/v2/models/` on the serving port; known to all workspaces.",
      }),
  }),
  inputs: {
    version: {
      type: "model-version",
      title: "Version",
      description: "Approved, at the moment of deployment.",
    },
  },
  outputs: { deployment: { type: "deployment", title: "Deployment" } },
  run: { queue: "control", startToClose: "2m", attempts: 3, cache: false },
  onReproduce: "keep",
  example: { endpoint: "credit-risk" },
});
