import { z } from "zod";
import type { ArtifactRef } from "../../core/artifact.ts";
import { implement } from "../../core/define-step.ts";
import { evaluationFacts } from "../../core/evaluation-facts.ts";
import { isPlainObject, type Json } from "../../core/json.ts";
import { StepError } from "../../core/step-error.ts";
import { step } from "./step.ts";

/** What must be known of an evaluation before its model is registered. */
const evaluationSchema = z.looseObject({
  /** The candidate that its figures, slices and curves are of. */
  best: z.int().nonnegative().default(0),
  candidates: z.array(
    z.looseObject({
      hash: z.string(),
      parity: z
        .looseObject({ maxDifference: z.number(), tolerance: z.number() })
        .nullish()
        .catch(null),
    }),
  ),
});

export default implement(step, async ({ config, inputs, ctx }) => {
  const model = inputs["model"]![0]!;
  const evaluation = inputs["evaluation"]![0]!;
  const report = inputs["report"]?.[0] ?? null;
  const info = model.parts?.["info"];
  if (!info)
    throw new StepError(
      "bad-data",
      "The model that came in has no description of its inputs; wire the output of a training or an evaluation step here.",
    );
  const content = await ctx.artifacts.json(evaluation.hash);
  checkEvaluation(model, content);
  const signature = await ctx.artifacts.json(info.hash);
  const metrics = isPlainObject(evaluation.meta["metrics"]) ? evaluation.meta["metrics"] : {};
  const parts = {
    ...model.parts,
    // A policy asks about slices, gaps and calibration; a review reads them off the wire.
    evaluation: { ...evaluation, meta: { ...evaluation.meta, facts: evaluationFacts(content) } },
    ...(report ? { report } : {}),
  };
  return {
    finish: async (tx) => {
      const registered = await tx.registerModel({
        name: config.name,
        description: config.description,
        intendedUse: config.intendedUse,
        model,
        evaluation,
        report,
        metrics,
        signature,
      });
      return {
        version: {
          type: "model-version",
          hash: model.hash,
          bytes: model.bytes,
          meta: { ...registered, metrics },
          parts,
        },
      };
    },
  };
});

/** Nothing is registered on the figures of another model, or whose ONNX file answers otherwise than its trainer. */
function checkEvaluation(model: ArtifactRef, content: Json): void {
  const evaluation = evaluationSchema.safeParse(content);
  const { best = 0, candidates = [] } = evaluation.data ?? {};
  if (!candidates.some(({ hash }) => hash === model.hash))
    throw new StepError(
      "bad-data",
      "The evaluation is of another model than the one that came in: wire both from the same evaluation step.",
    );
  if (candidates[best]?.hash !== model.hash)
    throw new StepError(
      "bad-data",
      "The evaluation compares several models, and its figures are of the best one, which is another than the one that came in: wire the evaluation step's output 'model' here, or evaluate this model in a step of its own.",
    );
  const { parity } = candidates[best];
  if (!parity)
    throw new StepError(
      "bad-data",
      "The evaluation holds no comparison of the ONNX file with its trainer's predictions: evaluate the model again.",
    );
  if (parity.maxDifference > parity.tolerance)
    throw new StepError(
      "check-failed",
      `The ONNX file differs from its trainer's predictions by ${parity.maxDifference}, more than the ${parity.tolerance} allowed: it cannot be registered.`,
    );
}
