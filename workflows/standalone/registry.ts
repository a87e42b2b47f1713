import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Json, JsonObject } from "../core/json.ts";
import type { RegisteredVersion, RegisterModel, VersionStatus } from "../core/step-context.ts";
import { StepError } from "../core/step-error.ts";
import { changeJsonFile, readJsonFile } from "./json-file.ts";

/** One step of one run: what it does to the registry it does once, however often it is called. */
export interface Source {
  run: string;
  node: string;
}

export interface ModelVersion extends Source {
  id: string;
  model: string;
  version: number;
  description: string;
  intendedUse: string;
  /** SHA-256 of the ONNX file, of the evaluation and of the validation report. */
  hash: string;
  evaluation: string | null;
  report: string | null;
  metrics: JsonObject;
  signature: Json;
  registeredAt: string;
}

/** Both lists only ever grow. A version's status is that of its last entry; `pending` where there is none. */
interface Registry {
  versions: ModelVersion[];
  statuses: { id: string; status: VersionStatus; review: string; at: string }[];
}

const EMPTY: Registry = { versions: [], statuses: [] };

/** `registry.json` in the data folder: models, their versions, and what was decided on them. */
export function fileRegistry(folder: string) {
  const file = join(folder, "registry.json");
  return {
    register: (source: Source, input: RegisterModel): Promise<RegisteredVersion> =>
      changeJsonFile(file, EMPTY, (registry) => {
        const { versions } = registry;
        let found = versions.find(({ run, node }) => run === source.run && node === source.node);
        if (!found) {
          const { name, description, intendedUse, model, evaluation, report } = input;
          found = {
            ...source,
            id: `mv_${randomUUID()}`,
            model: name,
            version: versions.filter((one) => one.model === name).length + 1,
            description,
            intendedUse,
            hash: model.hash,
            evaluation: evaluation?.hash ?? null,
            report: report?.hash ?? null,
            metrics: input.metrics,
            signature: input.signature,
            registeredAt: new Date().toISOString(),
          };
          versions.push(found);
        }
        const { id, model, version } = found;
        return { id, model, version, status: statusOf(registry, id) };
      }),

    find: async (id: string): Promise<ModelVersion & { status: VersionStatus }> => {
      const registry = (await readJsonFile<Registry>(file)) ?? EMPTY;
      const found = registry.versions.find((version) => version.id === id);
      if (!found) throw new StepError("bad-data", `There is no model version '${id}' in ${file}.`);
      return { ...found, status: statusOf(registry, id) };
    },

    setStatus: (id: string, review: string, status: VersionStatus): Promise<void> =>
      changeJsonFile(file, EMPTY, (registry) => {
        if (statusOf(registry, id) !== status)
          registry.statuses.push({ id, status, review, at: new Date().toISOString() });
      }),
  };
}

function statusOf({ statuses }: Registry, id: string): VersionStatus {
  return statuses.findLast((entry) => entry.id === id)?.status ?? "pending";
}
