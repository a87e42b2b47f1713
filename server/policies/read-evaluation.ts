import type { EvaluationFacts } from "../../workflows/core/evaluation-facts.ts";
import { isPlainObject, type JsonObject } from "../../workflows/core/json.ts";
import { LEAST_SLICE_ROWS, metricWord, worseBy } from "../../workflows/core/metrics.ts";
import { plural } from "../../workflows/core/plural.ts";
import type { PackItem } from "../reviews/pack.ts";
import type { Requirement } from "./policy.ts";
import { figure } from "../documentation/words.ts";
import type { Champion, Reading } from "./reading.ts";

/** An evaluation as a requirement reads it, and what is said where it holds what is asked for, and where it does not. */
interface Asked {
  meta: JsonObject;
  metrics: Champion["metrics"];
  metric: string;
  /** The metric's title inside a sentence. */
  word: string;
  champion: Champion | null;
  found: Reading;
  none: Reading;
}

/** What an evaluation says about a requirement of one of its kinds. */
export function ofEvaluation(
  kind: keyof typeof READERS | keyof typeof FACT_READERS,
  threshold: Requirement["threshold"],
  { meta, at, hash }: PackItem,
  champion: Champion | null,
  none: Reading,
): Reading {
  const metrics = (isPlainObject(meta["metrics"]) ? meta["metrics"] : {}) as Champion["metrics"];
  const facts = isPlainObject(meta["facts"]) ? (meta["facts"] as EvaluationFacts) : null;
  const metric =
    threshold?.metric ?? facts?.selectBy ?? (meta["task"] === "regression" ? "rmse" : "roc_auc");
  const found: Reading = { ...none, state: "found", by: "step", at, itemHash: hash };
  const asked = { meta, metrics, metric, word: metricWord(metric), champion, found, none };
  if (isOfFacts(kind)) return facts ? FACT_READERS[kind](asked, facts) : none;
  return READERS[kind](asked);
}

const READERS = {
  evaluation: readMetric,
  parity: readParity,
  "champion-comparison": compareWithChampion,
};

/** Those that an evaluation from before its facts were kept says nothing about. */
const FACT_READERS = {
  calibration: readCalibration,
  slices: readWorstSlice,
  fairness: readWidestGap,
};

function isOfFacts(kind: string): kind is keyof typeof FACT_READERS {
  return Object.hasOwn(FACT_READERS, kind);
}

function readMetric({ meta, metrics, metric, word, found }: Asked): Reading {
  const value = metrics[metric] ?? null;
  const rows = plural(Number(meta["rows"]), "row");
  const why =
    value === null
      ? `On ${rows} of test data.`
      : `${word} is ${figure(value)} on ${rows} of test data.`;
  return { ...found, value, what: word, why };
}

function readParity({ meta, found, none }: Asked): Reading {
  const parity = isPlainObject(meta["parity"]) ? (meta["parity"] as JsonObject) : null;
  if (!parity)
    return { ...none, why: "The evaluation holds no parity check: evaluate the model again." };
  const value = Number(parity["maxDifference"]);
  const tolerance = Number(parity["tolerance"]);
  const why = `The largest difference over ${plural(Number(parity["rows"]), "row")} is ${figure(value)}; ${figure(tolerance)} is tolerated.`;
  return { ...found, value, state: value <= tolerance ? "found" : "failed", why };
}

function compareWithChampion({ metrics, metric, word, champion, found, none }: Asked): Reading {
  if (!champion)
    return { ...none, state: "not-required", why: "No version is in use yet to compare with." };
  const [now, before] = [metrics[metric] ?? null, champion.metrics[metric] ?? null];
  if (now === null || before === null)
    return {
      ...none,
      why: `Version ${champion.version} and this one have no ${word} in common: attach a comparison by hand.`,
    };
  return {
    ...found,
    value: worseBy(metric, before, now),
    what: `the improvement in ${word} over version ${champion.version}`,
    why: `${word} is ${figure(now)}; version ${champion.version} has ${figure(before)}.`,
  };
}

function readCalibration({ meta, found, none }: Asked, facts: EvaluationFacts): Reading {
  if (meta["task"] === "regression")
    return { ...none, state: "not-required", why: "A regression predicts no probabilities." };
  const value = facts.calibrationError;
  if (value === null)
    return { ...none, why: "The evaluation holds no calibration curve: evaluate the model again." };
  return { ...found, value, why: `The expected calibration error is ${figure(value)}.` };
}

function readWorstSlice({ metric, word, found, none }: Asked, facts: EvaluationFacts): Reading {
  const worst = facts.worst[metric];
  if (!worst) return none;
  return {
    ...found,
    value: worst.figure,
    what: `${word} of the worst slice (${worst.column} = ${worst.value})`,
    why: `The worst of ${plural(facts.slices, "slice")} is ${worst.column} = ${worst.value}, with ${word} ${figure(worst.figure)} on ${plural(worst.rows, "row")}.`,
  };
}

function readWidestGap({ metric, word, found, none }: Asked, facts: EvaluationFacts): Reading {
  const widest = Object.values(facts.gaps)
    .flatMap((byMetric) => byMetric[metric] ?? [])
    .sort((a, b) => b.gap - a.gap)[0];
  if (!widest)
    return {
      ...none,
      why: `No two groups of a protected attribute such as sex or age can be compared in ${word}: add a slice by one to the Evaluate step, with ${LEAST_SLICE_ROWS} rows of test data or more in at least two groups, or attach an assessment by hand.`,
    };
  const { low, high, gap } = widest;
  return {
    ...found,
    value: gap,
    what: `the gap in ${word} by ${low.column}`,
    why: `By ${low.column}, ${word} goes from ${figure(low.figure)} (${low.value}) to ${figure(high.figure)} (${high.value}).`,
  };
}
