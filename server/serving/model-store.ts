import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { modelVersion } from "../../db/schema/models.ts";
import type { Artifacts } from "../artifacts.ts";
import { LoadedModel } from "./loaded-model.ts";
import { openRunner } from "./runner.ts";
import { readSignature } from "./signature.ts";

/**
 * Model versions in memory: those in force for as long as they are pinned, and the few that were last asked for.
 * onnxruntime-node does not give all memory of a released session back (its issue #25325): after many swaps, restart the process;
 * `penstock_serving_resident_bytes` under `/metrics` shows when.
 */
export class ModelStore {
  readonly #db: Database;
  readonly #artifacts: Artifacts;
  readonly #keep: number;
  /** In the order of use, the latest last. */
  readonly #models = new Map<string, Promise<LoadedModel>>();
  readonly #pins = new Map<string, number>();

  constructor(db: Database, artifacts: Artifacts, keep = 4) {
    this.#db = db;
    this.#artifacts = artifacts;
    this.#keep = keep;
  }

  /**
   * The version, loaded and warmed; callers at the same time share one load.
   * @throws Error with a sentence where its file is missing or onnxruntime refuses it.
   */
  async get(versionId: string): Promise<LoadedModel> {
    const loading = this.#models.get(versionId) ?? this.#load(versionId);
    this.#models.delete(versionId);
    this.#models.set(versionId, loading);
    try {
      return await loading;
    } catch (error) {
      if (this.#models.get(versionId) === loading) this.#models.delete(versionId);
      throw error;
    } finally {
      this.#evict();
    }
  }

  /** Keeps a version in memory until it is unpinned as often as it was pinned. */
  pin(versionId: string): void {
    this.#pins.set(versionId, (this.#pins.get(versionId) ?? 0) + 1);
  }

  unpin(versionId: string): void {
    const left = (this.#pins.get(versionId) ?? 0) - 1;
    if (left > 0) this.#pins.set(versionId, left);
    else this.#pins.delete(versionId);
    this.#evict();
  }

  /** Waits for what is under way and releases everything. */
  async close(): Promise<void> {
    const models = [...this.#models.values()];
    this.#models.clear();
    await Promise.allSettled(models.map(async (loading) => (await loading).retire()));
  }

  #evict(): void {
    const loose = [...this.#models.keys()].filter((id) => !this.#pins.has(id));
    for (const id of loose.slice(0, Math.max(0, loose.length - this.#keep))) {
      const loading = this.#models.get(id)!;
      this.#models.delete(id);
      void loading.then(
        (model) => model.retire(),
        () => undefined,
      );
    }
  }

  async #load(versionId: string): Promise<LoadedModel> {
    const [row] = await this.#db
      .select({
        number: modelVersion.number,
        hash: modelVersion.hash,
        signature: modelVersion.signature,
      })
      .from(modelVersion)
      .where(eq(modelVersion.id, versionId));
    if (!row) throw new Error(`There is no model version ${versionId}.`);
    if (!(await this.#artifacts.has(row.hash)))
      throw new Error(
        `The ONNX file of version ${row.number} (${row.hash}) is not in the artifact store: give this process the same PENSTOCK_HOME as the worker.`,
      );
    const signature = readSignature(row.signature);
    // What was approved, and nothing that was put in its place.
    const runner = await openRunner(await this.#artifacts.whole(row.hash), signature);
    return new LoadedModel(versionId, String(row.number), signature, runner);
  }
}
