import { setImmediate as nextTurn } from "node:timers/promises";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { Evaluation, Parity } from "../../core/contents/evaluation.ts";
import { implement } from "../../core/define-step.ts";
import { metricTitle, type Metrics } from "../../core/metrics.ts";
import type { StepContext } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";
import { bootstrap } from "./bootstrap.ts";
import { chooseBest, decisiveMetric } from "./choose-best.ts";
import { judgeFor, type Judge } from "./judge.ts";
import { checkComparable, readInfo } from "./model-info.ts";
import { checkParity } from "./parity.ts";
import { withParquet } from "./parquet.ts";
import { positiveClass } from "./positive-class.ts";
import { loadPredictor, type Predictor } from "./predictor.ts";
import { checkSlices, type Slice } from "./slices.ts";
import { step } from "./step.ts";
import { checkColumns, collectAnswers } from "./test-rows.ts";
import { checkThresholds, requireThresholds } from "./thresholds.ts";

/** Models whose figures go along with the reference; those of all are in the evaluation itself. */
const MAX_CANDIDATES = 20;

export default implement(step, async ({ config, inputs, ctx }) => {
  const models = inputs["models"] ?? [];
  const test = inputs["split"]?.[0]?.parts?.["test"];
  if (!test)
    throw new StepError(
      "bad-data",
      "The split has no test part: wire in the output of a Split step.",
    );
  const infos = await Promise.all(models.map((model) => readInfo(ctx, model)));
  const info = checkComparable(infos);

  const predictors: Predictor[] = [];
  try {
    for (const [at, model] of models.entries())
      predictors.push(await loadPredictor(ctx, model, infos[at]!));
    const parities: Parity[] = [];
    for (const [at, model] of models.entries())
      parities.push(await checkParity(ctx, model, predictors[at]!, config.parityTolerance));
    ctx.log("info", paritySentence(parities));

    const answers = await withParquet(ctx, test.hash, async (file) => {
      checkColumns(file, infos);
      checkSlices(config.slices, file);
      return collectAnswers(ctx, file, predictors, config.slices);
    });
    const positive = positiveClass(info, answers.labels, config.positive);
    const judges = models.map((_, at) => judgeFor(info, answers, at, positive));
    const candidates = judges.map((judge) => judge.metrics());
    const selectBy = decisiveMetric(info.task, config.selectBy, candidates[0]!);
    const best = chooseBest(candidates, selectBy);
    const metrics = candidates[best]!;
    warnOfUndefined(ctx, metrics, answers.rows);
    if (models.length > 1)
      ctx.log(
        "info",
        comparison(
          infos.map((each) => each.algorithm),
          candidates,
          selectBy,
          best,
        ),
      );

    const checks = checkThresholds(config.thresholds, metrics);
    const evaluation: Evaluation = {
      task: info.task,
      target: info.target,
      rows: answers.rows,
      classes: info.classes,
      positive: positive === null ? null : info.classes![positive]!,
      selectBy,
      best,
      candidates: models.map((model, at) => ({
        algorithm: infos[at]!.algorithm,
        hash: model.hash,
        metrics: candidates[at]!,
        parity: parities[at]!,
      })),
      metrics,
      bootstrap: await bootstrap(judges[best]!, metrics, {
        rows: answers.rows,
        data: test.hash,
        signal: ctx.signal,
      }),
      ...judges[best]!.details(),
      slices: await sliceMetrics(ctx, answers.slices, judges[best]!),
      checks,
    };
    for (const [name, value] of Object.entries(metrics))
      if (value !== null) ctx.metric({ name, split: "test", iteration: 0, value });
    requireThresholds(checks, infos[best]!.algorithm);
    return outputs(ctx, models[best]!, evaluation);
  } finally {
    await Promise.all(predictors.map((predictor) => predictor.close()));
  }
});

async function sliceMetrics(
  ctx: StepContext,
  slices: Slice[],
  judge: Judge,
): Promise<Evaluation["slices"]> {
  const found: Evaluation["slices"] = [];
  for (const { column, value, rows } of slices) {
    ctx.signal.throwIfAborted();
    found.push({ column, value, rows: rows.length, metrics: judge.metrics(rows) });
    await nextTurn();
  }
  return found;
}

async function outputs(
  ctx: StepContext,
  model: ArtifactRef,
  evaluation: Evaluation,
): Promise<Record<string, ArtifactRef>> {
  const { metrics, rows, task, best, candidates } = evaluation;
  const { algorithm, parity } = candidates[best]!;
  return {
    evaluation: await ctx.artifacts.putJson(evaluation, {
      type: "evaluation",
      // Conditions read this: the figures of each model, in the order of the wires, and which of them was best.
      meta: {
        metrics,
        rows,
        task,
        algorithm,
        parity,
        best,
        candidates: candidates.slice(0, MAX_CANDIDATES).map((candidate) => candidate.metrics),
      },
    }),
    metrics: await ctx.artifacts.putJson({ test: metrics }, { type: "metrics", meta: { metrics } }),
    model,
  };
}

function warnOfUndefined(ctx: StepContext, metrics: Metrics, rows: number): void {
  const undefinedOnes = Object.keys(metrics).filter((name) => metrics[name] === null);
  if (undefinedOnes.length === 0) return;
  const titles = undefinedOnes.map((name) => metricTitle(name)).join(", ");
  ctx.log(
    "warn",
    `${titles} cannot be computed: the ${rows.toLocaleString("en")} rows of the test data hold one class or one value of the target only.`,
  );
}

function paritySentence(parities: readonly Parity[]): string {
  const largest = Math.max(...parities.map(({ maxDifference }) => maxDifference));
  return `The ONNX files predict what their trainers predicted: the largest difference is ${largest.toPrecision(2)}.`;
}

function comparison(
  algorithms: string[],
  candidates: Metrics[],
  metric: string,
  best: number,
): string {
  const figures = algorithms.map(
    (algorithm, at) => `${algorithm} ${candidates[at]![metric]?.toFixed(4) ?? "undefined"}`,
  );
  return `Best by ${metricTitle(metric)}: ${algorithms[best]} (${figures.join(", ")}).`;
}
