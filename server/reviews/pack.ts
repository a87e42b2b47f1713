import type { Tier } from "../../db/schema/tiers.ts";
import type { Json, JsonObject } from "../../workflows/core/json.ts";
import { hashJson } from "../hash-json.ts";
import type { EvidenceItem } from "../../workflows/core/step-context.ts";
import type { Lineage } from "../models/lineage.ts";
import type { Person } from "../person.ts";
import type { PolicyInForce } from "../policies/policy-for.ts";
import type { AgreedOverride } from "../risk/tier-of.ts";

/** One piece of evidence: made by a step of the run, or attached by a person. */
export type PackItem = EvidenceItem & {
  by: "step" | "hand";
  /** When it was made or attached, ISO 8601. */
  at: string;
  /** Of one attached by hand, whose `meta` has `requirement` (the id of the policy's), `value` and `fileName`. */
  attached: {
    /** Of the row. */
    id: string;
    note: string;
    person: Person;
    /** Whether who attached it is a maker of what is reviewed. */
    own: boolean;
  } | null;
};

/** The answered questionnaire that the tier follows from. */
export type PackRisk = {
  /** The id of the assessment. */
  assessment: string;
  number: number;
  questionnaire: number;
  tier: Tier;
  /** Where the tier is another than the matrix gives; packs did not always say it. */
  override?: AgreedOverride | null;
  factsHash: string;
};

/** A section of the documentation as it stood: `hash` is the SHA-256 of its text. */
export type PackSection = {
  section: string;
  number: number;
  hash: string;
  /** Who said that it is complete; null while nobody has. */
  signedBy: Person | null;
};

/** What a decision stands on, frozen when its review opens and anew for each round. */
export type EvidencePack = {
  format: 1 | 2;
  round: number;
  model: { id: string; name: string; version: number; hash: string };
  title: string;
  instructions: string;
  intendedUse: string;
  metrics: JsonObject;
  /** Run, plan hash, data versions, environment lock. */
  lineage: Lineage;
  /** Every artifact by its SHA-256. */
  items: PackItem[];
  plan: { hash: string };
  data: Lineage["data"];
  /** SHA-256 of the environment's lock file; null where nothing was trained in one. */
  environment: string | null;
  /** SHA-256 of the ONNX file. */
  onnx: string;
  risk: PackRisk | null;
  policy: PolicyInForce;
  documentation: PackSection[];
  /** What suspended the approval when this was frozen; of a version that is reviewed again. */
  suspensions: { id: string; cause: string; reason: string }[];
};

/** SHA-256 of the pack as canonical JSON, in hexadecimal. */
export function hashPack(pack: Json): string {
  return hashJson(pack);
}
