import { createHash } from "node:crypto";
import type { JsonRecord, JsonValue } from "../../db/types.ts";
import { canonicalJson } from "../../workflows/core/json.ts";
import type { EvidenceItem } from "../../workflows/core/step-context.ts";
import type { Lineage } from "../models/lineage.ts";

/** What a decision stands on, frozen when its review opens. */
export type EvidencePack = {
  format: 1;
  model: { id: string; name: string; version: number; hash: string };
  title: string;
  instructions: string;
  intendedUse: string;
  metrics: JsonRecord;
  /** Run, plan hash, data versions, environment lock. */
  lineage: Lineage;
  /** Every artifact by its SHA-256. */
  items: EvidenceItem[];
};

/** SHA-256 of the pack as canonical JSON, in hexadecimal. */
export function hashPack(pack: JsonValue): string {
  return createHash("sha256").update(canonicalJson(pack)).digest("hex");
}
