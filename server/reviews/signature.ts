import type { JsonObject } from "../../workflows/core/json.ts";
import type { Person } from "../person.ts";
import { isSignedBy, publicKeyPem, sign } from "../signing.ts";
import type { EvidencePack } from "./pack.ts";
import { FUNCTION_WORDS, type Outcome, type StageStanding } from "./stages.ts";

/** What a decision's signature covers. It counts for this review, round, stage and pack alone. */
export type Statement = {
  format: 1;
  review: string;
  round: number;
  stage: string;
  /** SHA-256 of the evidence pack. */
  pack: string;
  model: { name: string; version: number; hash: string };
  outcome: Outcome;
  /** What signing it means, as a sentence in the person's name. */
  meaning: string;
  comment: string;
  /** Titles of the conditions and when they are due. */
  conditions: { title: string; dueAt: string }[];
  person: Person;
  function: string | null;
  onBehalfOf: Person | null;
  /** How the person signed in again for it. */
  method: "password" | "totp" | "local";
  /** ISO 8601. */
  at: string;
};

/** What it means to sign this outcome. */
export function meaningOf(
  outcome: Outcome,
  { model, title }: Pick<EvidencePack, "model" | "title">,
  stage: Pick<StageStanding, "title" | "function">,
  packHash: string,
): string {
  const name = `${model.name} version ${model.version}`;
  const called = title === name ? name : `${name} (${title})`;
  const of = `${called}, evidence pack ${packHash.slice(0, 12)}`;
  const as = stage.function === null ? "" : `, standing for ${FUNCTION_WORDS[stage.function]}`;
  switch (outcome) {
    case "approved":
      return `I have read the evidence of ${of}, and approve its intended use at '${stage.title}'${as}.`;
    case "rejected":
      return `I have read the evidence of ${of}, and reject its intended use at '${stage.title}'${as}.`;
    case "changes-requested":
      return `I have read the evidence of ${of}, and ask at '${stage.title}'${as} for changes before I decide.`;
    case "recused":
      return `I step back from the review of ${of}, and decide nothing in it.`;
  }
}

/** Signs a statement with this installation's key. */
export function signStatement(statement: Statement): { statement: JsonObject; signature: string } {
  const json = JSON.parse(JSON.stringify(statement)) as JsonObject;
  return { statement: json, signature: sign(json).signature };
}

export interface SignedDecision {
  review: string;
  round: number;
  stage: string;
  packHash: string;
  outcome: Outcome;
  userId: string;
  statement: JsonObject;
  signature: string;
}

/** Why a stored decision's signature does not hold, as a sentence; null when it does. */
export function signatureProblem(
  decision: SignedDecision,
  publicKey: string = publicKeyPem(),
): string | null {
  if (decision.signature === "") return "It was decided before decisions were signed.";
  if (!isSignedBy(publicKey, decision.statement, decision.signature))
    return "The signature is not of what stands here.";
  const signed = decision.statement as unknown as Statement;
  const same =
    signed.review === decision.review &&
    signed.round === decision.round &&
    signed.stage === decision.stage &&
    signed.pack === decision.packHash &&
    signed.outcome === decision.outcome &&
    signed.person.id === decision.userId;
  return same
    ? null
    : `What was signed is another decision: that of ${signed.person.name} on ${signed.model.name} version ${signed.model.version}, round ${signed.round}.`;
}
