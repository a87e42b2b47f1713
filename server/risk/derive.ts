import { plural } from "../../workflows/core/plural.ts";
import { fewOf } from "../../workflows/core/few-of.ts";
import type { GatheredFacts } from "./facts.ts";
import { isProtected, type PersonalColumn } from "../../workflows/core/risk/personal-columns.ts";
import type { QuestionId } from "../../workflows/core/risk/questionnaire.ts";

/** What the record answers to a question, and the sentence that says from what. */
export interface DerivedAnswer {
  value: string;
  source: string;
}

/** The answers that follow from the facts; a question on which the record is silent has none. */
export function deriveAnswers(gathered: GatheredFacts): Partial<Record<QuestionId, DerivedAnswer>> {
  const { facts, version } = gathered;
  if (version === null) return {};
  const { endpoints, downstream } = facts;
  return {
    use:
      endpoints.length > 0
        ? { value: "live", source: `Endpoint ${fewOf(endpoints)}, in service or in its pipeline.` }
        : {
            value: "experiment",
            source: "No endpoint answers with it, and its pipeline has none.",
          },
    people: people(gathered),
    dependents: {
      value: downstream.length === 0 ? "nothing" : downstream.length < 3 ? "few" : "several",
      source:
        downstream.length === 0
          ? "No trigger of a pipeline listens to it."
          : `Starts after it: ${fewOf(downstream)}.`,
    },
    personal: personal(gathered),
    attributes: attributes(gathered.inputs, version),
    classification:
      facts.classification === null
        ? undefined
        : {
            value: facts.classification,
            source: `The strictest of ${fewOf(facts.datasets)}.`,
          },
  };
}

const YEAR = 365;

function people({ perDay, rows, columns }: GatheredFacts): DerivedAnswer | undefined {
  const yearly = perDay * YEAR;
  if (yearly >= 1)
    return {
      value: peopleBand(yearly),
      source: `${perDay < 1_000 ? "About" : "More than"} ${plural(Math.round(yearly), "prediction")} a year, by the last 30 days.`,
    };
  if (rows === null || columns.length === 0) return undefined;
  return {
    value: peopleBand(rows),
    source: `${plural(rows, "row")} of data about persons; no predictions in the last 30 days.`,
  };
}

function peopleBand(number: number): string {
  return number <= 1_000 ? "hundreds" : number <= 100_000 ? "thousands" : "many";
}

function personal({ facts, columns }: GatheredFacts): DerivedAnswer | undefined {
  const special = columns.filter((one) => one.special);
  if (special.length > 0) return { value: "special", source: `Columns ${listed(special)}.` };
  if (columns.length > 0) return { value: "personal", source: `Columns ${listed(columns)}.` };
  if (facts.declaredPersonal.length > 0)
    return {
      value: "personal",
      source: `Said by the owner of ${fewOf(facts.declaredPersonal)}.`,
    };
  if (facts.datasets.length + facts.unregistered.length === 0) return undefined;
  return { value: "none", source: "No column looks like it, by its name or its values." };
}

function attributes(inputs: PersonalColumn[], version: number): DerivedAnswer {
  const protectedOnes = inputs.filter(({ column }) => isProtected(column));
  if (protectedOnes.length > 0)
    return {
      value: "protected",
      source: `Inputs ${listed(protectedOnes)} of version ${version}.`,
    };
  if (inputs.length > 0)
    return { value: "personal", source: `Inputs ${listed(inputs)} of version ${version}.` };
  return { value: "no", source: `None of the inputs of version ${version} looks like one.` };
}

const MOST_COLUMNS = 5;

/** The first columns with what they tell, whatever the length: a page has room for it. */
function listed(columns: PersonalColumn[]): string {
  const shown = columns.slice(0, MOST_COLUMNS).map(({ column, kind }) => `${column} (${kind})`);
  const more = columns.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
