import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ArtifactRef, Inputs, Outputs } from "../../core/artifact.ts";
import type { ModelInfo } from "../../core/contents/model-info.ts";
import type { JsonObject } from "../../core/json.ts";
import type { EnvironmentGroup, StepContext } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";
import { runTrainer } from "../../python/run-trainer.ts";

/** Checkpoints of runs that were given up, untouched for so long, are removed. */
const FORGET_AFTER_MS = 14 * 24 * 3_600_000;

type Training = {
  group: EnvironmentGroup;
  /** Path of the trainer's `train.py`. */
  script: string;
  algorithm: string;
  config: {
    target: string;
    features: string[];
    task: string;
    device: "cpu" | "cuda";
    seed: number;
  };
  hyperparameters: JsonObject;
  /** Whether the trainer can go on from where a killed attempt was. */
  checkpoints: boolean;
};

/**
 * Trains on a split's training part, with its validation part where there is one, and returns the outputs `model` (the ONNX file; parts
 * `info` and `parity`) and `metrics` (of both parts; in its meta those of the validation part, else of the training part).
 */
export async function trainModel(
  training: Training,
  inputs: Inputs,
  ctx: StepContext,
): Promise<Outputs> {
  const { config, algorithm } = training;
  const { train, validation } = partsOf(inputs["split"]?.[0]);
  const { path: python, lockHash } = await ctx.python(training.group);
  const [model, info, parity] = ["model.onnx", "info.json", "parity.parquet"].map((name) =>
    join(ctx.tmp, name),
  ) as [string, string, string];
  const checkpointDir = training.checkpoints ? checkpointFolder(ctx) : null;
  if (checkpointDir) {
    await mkdir(checkpointDir, { recursive: true });
    await forgetOldCheckpoints(dirname(checkpointDir));
  }
  await runTrainer({
    python,
    script: training.script,
    ctx,
    job: {
      algorithm,
      task: config.task,
      target: config.target,
      features: config.features.length ? config.features : null,
      hyperparameters: training.hyperparameters,
      seed: config.seed,
      device: config.device,
      threads: ctx.threads,
      inputs: {
        train: ctx.artifacts.path(train.hash),
        validation: validation ? ctx.artifacts.path(validation.hash) : null,
      },
      outputs: { model, info, parity },
      checkpointDir,
    },
  });
  const facts = JSON.parse(await readFile(info, "utf8")) as ModelInfo;
  const reported = facts.metrics.validation ?? facts.metrics.train;
  const parts = {
    info: await ctx.artifacts.putFile(info, { type: "artifact" }),
    parity: await ctx.artifacts.putFile(parity, { type: "artifact" }),
  };
  const meta: JsonObject = {
    algorithm,
    task: facts.task,
    target: config.target,
    classes: facts.classes?.length ?? null,
    features: facts.inputs.length,
    seconds: facts.seconds,
    device: config.device,
    environment: lockHash,
    python: facts.libraries.python,
  };
  const outputs = {
    model: { ...(await ctx.artifacts.putFile(model, { type: "model", meta })), parts },
    metrics: await ctx.artifacts.putJson(facts.metrics, {
      type: "metrics",
      meta: { metrics: reported },
    }),
  };
  if (checkpointDir) await rm(checkpointDir, { recursive: true, force: true });
  return outputs;
}

function partsOf(split: ArtifactRef | undefined): {
  train: ArtifactRef;
  validation: ArtifactRef | undefined;
} {
  const train = split?.parts?.["train"];
  if (!train)
    throw new StepError(
      "bad-data",
      "The split that came in has no training part; wire the 'split' output of a Split step here.",
    );
  return { train, validation: split.parts?.["validation"] };
}

/** The same folder for every attempt of this step in this run, beside the attempts' own folders, which do not outlive them. */
function checkpointFolder(ctx: StepContext): string {
  const { id, node, item } = ctx.run;
  const name = createHash("sha256")
    .update(JSON.stringify([id, node, item]))
    .digest("hex");
  return join(dirname(ctx.tmp), "checkpoints", name.slice(0, 24));
}

async function forgetOldCheckpoints(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const touched = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - touched > FORGET_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}
