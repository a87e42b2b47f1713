import type { VersionRecord } from "./version-record.ts";

type Data = VersionRecord["lineage"]["data"][number];

export const PIPELINE_REF = "pipeline";

const refOf = ({ node }: Data) => `data:${node}`;

export function dataRefs({ lineage }: VersionRecord): string[] {
  return lineage.data.map(refOf);
}

/** The data the model learned from, each version with its hash, and who answers for it. */
export function dataComponents({ lineage, datasets }: VersionRecord) {
  return lineage.data.map((data) => {
    const known = datasets.get(data.name);
    return {
      type: "data",
      "bom-ref": refOf(data),
      name: data.name,
      version: data.version === null ? undefined : String(data.version),
      description: known?.description || undefined,
      hashes: data.hash === null ? undefined : [{ alg: "SHA-256", content: data.hash }],
      licenses: known?.licence ? [{ license: { name: known.licence } }] : undefined,
      data: [
        {
          type: "dataset",
          name: data.name,
          description: [known?.purpose, data.rows === null ? "" : `${data.rows} rows.`]
            .filter(Boolean)
            .join(" "),
          classification: known?.classification,
          sensitiveData: known?.personalData ? ["personal data"] : undefined,
          governance: known ? { owners: [{ contact: { name: known.owner } }] } : undefined,
        },
      ],
      properties: [
        { name: "penstock:step", value: data.node },
        // The file as it was given has the hash above; the table that was read from it has this one.
        ...(data.content ? [{ name: "penstock:table:sha-256", value: data.content }] : []),
      ],
    };
  });
}

/** The packages of the environment, from its lock file; of another Penstock's only those the trainer named. */
export function packageComponents({ packages, info }: VersionRecord) {
  const found =
    packages ??
    Object.entries(info.libraries ?? {}).map(([name, version]) => ({ name, version, hashes: [] }));
  return found.map(({ name, version, hashes }) => {
    const purl = `pkg:pypi/${name.toLowerCase().replaceAll("_", "-")}@${encodeURIComponent(version)}`;
    return {
      type: "library",
      "bom-ref": purl,
      name,
      version,
      purl,
      externalReferences:
        hashes.length === 0
          ? undefined
          : [
              {
                type: "distribution",
                url: purl,
                comment: "The lock file allows any one of these files.",
                hashes: hashes.map((content) => ({ alg: "SHA-256", content })),
              },
            ],
    };
  });
}

/** The pipeline that made the model, by the hash of its plan. */
export function pipeline({ lineage }: VersionRecord) {
  return {
    type: "application",
    "bom-ref": PIPELINE_REF,
    name: lineage.pipeline,
    version: lineage.pipelineVersion === null ? undefined : String(lineage.pipelineVersion),
    description: "The pipeline that made the model; the hash is that of its compiled plan.",
    hashes: [{ alg: "SHA-256", content: lineage.planHash }],
  };
}

/** How the model came to be: the run, what went in and what came out. */
export function formulation(record: VersionRecord, modelRef: string) {
  const { lineage, version } = record;
  const { node, kind, device } = lineage.training;
  const facts = { node, kind, device, environmentLock: lineage.environment };
  return {
    "bom-ref": "formula",
    workflows: [
      {
        "bom-ref": "run",
        uid: lineage.runId,
        name: `Run of ${lineage.pipeline}`,
        taskTypes: ["build"],
        resourceReferences: [{ ref: PIPELINE_REF }],
        inputs: dataRefs(record).map((ref) => ({ resource: { ref } })),
        outputs: [{ type: "artifact", resource: { ref: modelRef } }],
        timeEnd: version.createdAt.toISOString(),
        properties: Object.entries(facts).flatMap(([name, value]) =>
          value === null ? [] : [{ name: `penstock:training:${name}`, value }],
        ),
      },
    ],
  };
}
