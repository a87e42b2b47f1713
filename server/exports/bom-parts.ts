import type { VersionRecord } from "./version-record.ts";

type Data = VersionRecord["lineage"]["data"][number];

export const PIPELINE_REF = "pipeline";

const refOf = ({ node, run }: Data) => `data:${run ? `${run}/` : ""}${node}`;

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
        ...(data.run ? [{ name: "penstock:run", value: data.run }] : []),
        // The file as it was given has the hash above; the table that was read from it has this one.
        ...(data.content ? [{ name: "penstock:table:sha-256", value: data.content }] : []),
      ],
    };
  });
}

/**
 * The packages of the environment: those installed, with the files that the lock file allows for them. The lock file is for
 * all Pythons and systems: of a model from before they were recorded it says what may have been installed beside what the
 * trainer named.
 */
export function packageComponents({ locked, info }: Pick<VersionRecord, "locked" | "info">) {
  const hashes = new Map<string, Set<string>>();
  for (const one of locked)
    hashes.set(purlOf(one), new Set([...(hashes.get(purlOf(one)) ?? []), ...one.hashes]));
  const { python: _python, ...libraries }: Record<string, string> = info.libraries ?? {};
  const known = Object.entries(info.packages ?? libraries).map(([name, version]) => ({
    name,
    version,
    isCertain: true,
  }));
  const names = new Set(known.map(({ name }) => normalized(name)));
  const others = info.packages ? [] : locked.filter(({ name }) => !names.has(normalized(name)));
  const found = [...known, ...others.map((one) => ({ ...one, isCertain: false }))];
  return [...new Map(found.map((one) => [purlOf(one), one]))].map(
    ([purl, { name, version, isCertain }]) => ({
      type: "library",
      "bom-ref": purl,
      name,
      version,
      description: isCertain
        ? undefined
        : "The lock file names it; whether this version was installed is not on record.",
      purl,
      externalReferences: hashes.has(purl)
        ? [
            {
              type: "distribution",
              url: purl,
              comment: "The lock file allows any one of these files.",
              hashes: [...hashes.get(purl)!].map((content) => ({ alg: "SHA-256", content })),
            },
          ]
        : undefined,
    }),
  );
}

function purlOf({ name, version }: { name: string; version: string }): string {
  return `pkg:pypi/${normalized(name)}@${encodeURIComponent(version)}`;
}

/** A package's name as PEP 503 compares it. */
function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
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
  const { node, kind, device, from } = lineage.training;
  const facts = {
    node,
    kind,
    device,
    run: from?.runId ?? null,
    environmentLock: lineage.environment,
  };
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
