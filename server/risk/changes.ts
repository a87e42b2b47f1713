import { sameJson } from "../../workflows/core/json.ts";
import { fewOf } from "../../workflows/core/few-of.ts";
import type { RiskFacts } from "./facts.ts";

/** Something that the risk was assessed on and that is otherwise now. */
export interface FactChange {
  what: string;
  before: string;
  after: string;
  sentence: string;
}

const WORDS: Record<keyof RiskFacts, string> = {
  task: "the task",
  target: "what is predicted",
  datasets: "the datasets it learns from",
  unregistered: "the sources that are no registered dataset",
  classification: "the strictest classification of its data",
  declaredPersonal: "the datasets said to hold personal data",
  personalColumns: "the columns about persons in its data",
  specialColumns: "the columns of special categories in its data",
  personalInputs: "the inputs about persons",
  rowsBand: "the amount of data",
  endpoints: "the endpoints it answers at",
  dailyBand: "the number of predictions a day",
  downstream: "the pipelines that start after it",
};

/** What differs between the facts an assessment stood on and those of now, each as a sentence. */
export function changesOf(before: Partial<RiskFacts>, after: RiskFacts): FactChange[] {
  return (Object.keys(WORDS) as (keyof RiskFacts)[])
    .filter((key) => !sameJson(before[key], after[key]))
    .map((key) => {
      const [was, is] = [shown(key, before[key]), shown(key, after[key])];
      return {
        what: `risk.${key}`,
        before: was,
        after: is,
        sentence: `Since the risk was assessed, ${WORDS[key]} went from ${was} to ${is}.`,
      };
    });
}

function shown(key: keyof RiskFacts, value: unknown): string {
  if (key === "rowsBand") return bandText(value, "row");
  if (key === "dailyBand") return bandText(value, "prediction");
  if (Array.isArray(value)) return value.length === 0 ? "none" : fewOf(value.map(String));
  return value === null || value === undefined ? "none" : `'${value as string}'`;
}

function bandText(value: unknown, noun: string): string {
  if (typeof value !== "number" || value < 0) return `no ${noun}s`;
  return `${(10 ** value).toLocaleString("en")} ${noun}s or more`;
}
