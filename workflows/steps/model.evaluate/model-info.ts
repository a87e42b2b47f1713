import { z } from "zod";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { StepContext } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";

const input = z.object({
  name: z.string(),
  kind: z.enum(["number", "boolean", "category"]),
});

const info = z.object({
  task: z.enum(["classification", "regression"]),
  algorithm: z.string(),
  target: z.string(),
  classes: z.array(z.union([z.string(), z.number()])).nullable(),
  inputs: z.array(input).min(1),
});

/** The part of a trainer's description of its model that an evaluation needs. Class number i is `classes[i]`. */
export type ModelInfo = z.infer<typeof info>;
export type ModelInput = z.infer<typeof input>;

export async function readInfo(ctx: StepContext, model: ArtifactRef): Promise<ModelInfo> {
  const part = model.parts?.["info"];
  const parsed = part ? info.safeParse(await ctx.artifacts.json(part.hash)) : null;
  if (!parsed?.success)
    throw new StepError(
      "bad-data",
      "The model comes without a description of its inputs and outputs that can be read: wire in the model of a training step.",
    );
  return parsed.data;
}

/** All models must answer the same question, or their metrics could not be compared. */
export function checkComparable(infos: readonly ModelInfo[]): ModelInfo {
  const [first, ...others] = infos;
  if (!first)
    throw new StepError("bad-data", "No model is wired in: wire one to the input Models.");
  for (const other of others) {
    const different =
      other.target !== first.target
        ? `target ('${first.target}' and '${other.target}')`
        : other.task !== first.task
          ? `task (${first.task} and ${other.task})`
          : String(other.classes) !== String(first.classes)
            ? `classes (${first.classes?.join(", ")} and ${other.classes?.join(", ")})`
            : null;
    if (different)
      throw new StepError(
        "bad-config",
        `The models cannot be compared: they differ in ${different}. Evaluate them in separate steps.`,
      );
  }
  return first;
}
