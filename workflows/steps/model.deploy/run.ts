import { implement } from "../../core/define-step.ts";
import { StepError } from "../../core/step-error.ts";
import { step } from "./step.ts";
import { untilServing } from "./until-serving.ts";

export default implement(step, async ({ config, inputs, ctx }) => {
  const version = inputs["version"]![0]!;
  const { id } = version.meta;
  if (typeof id !== "string")
    throw new StepError(
      "bad-data",
      "What came in is no registered version; wire the 'approved' output of a Review step here.",
    );
  let revision = 0;
  return {
    finish: async (tx) => {
      const deployed = await tx.deploy({ endpoint: config.endpoint, modelVersionId: id });
      revision = deployed.revision;
      return {
        deployment: {
          type: "deployment",
          hash: version.hash,
          bytes: version.bytes,
          meta: { ...deployed },
        },
      };
    },
    after: () => untilServing(ctx, config.endpoint, revision),
  };
});
