import type { ArtifactRef, Inputs } from "./artifact.ts";
import type { EvidenceItem } from "./step-context.ts";

const PARTS: [part: string, title: string][] = [
  ["info", "Model description"],
  ["parity", "Parity sample"],
  ["evaluation", "Evaluation"],
  ["report", "Validation report"],
];

/** Everything that reached the review: the version's files and what is wired beside it, each content once. */
export function gatherEvidence(inputs: Inputs): EvidenceItem[] {
  const version = inputs["version"]![0]!;
  const items = [
    // The file itself, not the row of the registry: its status will change.
    item("Model (ONNX)", { ...version, type: "model", meta: { bytes: version.bytes } }),
    ...PARTS.flatMap(([part, title]) => {
      const ref = version.parts?.[part];
      return ref ? [item(title, ref)] : [];
    }),
    ...(inputs["evaluation"] ?? []).map((ref) => item("Evaluation", ref)),
    ...(inputs["report"] ?? []).map((ref) => item("Validation report", ref)),
  ];
  return items.filter(
    ({ hash, type }, index) =>
      items.findIndex((other) => other.hash === hash && other.type === type) === index,
  );
}

function item(title: string, { type, hash, meta }: ArtifactRef): EvidenceItem {
  return { title, type, hash, meta };
}
