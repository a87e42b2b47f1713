import type { JsonObject } from "../../workflows/core/json.ts";
import type { EvidenceItem } from "../../workflows/core/step-context.ts";
import { builtIn } from "../policies/policy-for.ts";
import type { EvidencePack } from "./pack.ts";

/** A stored pack, whichever format it was frozen in: one of format 1 was decided as a model nobody has assessed is. */
export function readPack(evidence: JsonObject): EvidencePack {
  const stored = evidence as unknown as EvidencePack;
  if (stored.format !== 1) return stored;
  const { lineage, model } = stored;
  return {
    ...stored,
    round: 1,
    items: (stored.items as EvidenceItem[]).map((item) => ({
      ...item,
      by: "step",
      at: "",
      attached: null,
    })),
    plan: { hash: lineage.planHash },
    data: lineage.data,
    environment: lineage.environment,
    onnx: model.hash,
    risk: null,
    policy: builtIn("unassessed"),
    documentation: [],
    suspensions: [],
  };
}
