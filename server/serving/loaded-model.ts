import type { OutputTensor } from "./onnx-session.ts";
import type { Column } from "./read-column.ts";
import type { Runner } from "./runner.ts";
import { tensorMetadata, type Signature, type TensorMetadata } from "./signature.ts";

/** A model version in memory. It is released when it was retired and its last answer has gone out. */
export class LoadedModel {
  readonly versionId: string;
  /** The version's number in its model, as the protocol names versions. */
  readonly version: string;
  readonly signature: Signature;
  readonly metadata: { inputs: TensorMetadata[]; outputs: TensorMetadata[] };
  readonly mode: Runner["mode"];
  readonly #runner: Runner;
  readonly #allOutputs: string[];
  #inFlight = 0;
  #retired: (() => void) | null = null;

  constructor(versionId: string, version: string, signature: Signature, runner: Runner) {
    this.versionId = versionId;
    this.version = version;
    this.signature = signature;
    this.metadata = tensorMetadata(signature);
    this.mode = runner.mode;
    this.#runner = runner;
    this.#allOutputs = signature.outputs.map(({ name }) => name);
  }

  get retired(): boolean {
    return this.#retired !== null;
  }

  /** @param outputs null for all */
  async infer(columns: Column[], rows: number, outputs: string[] | null): Promise<OutputTensor[]> {
    this.#inFlight++;
    try {
      return await this.#runner.run(columns, rows, outputs ?? this.#allOutputs);
    } finally {
      this.#inFlight--;
      if (this.#inFlight === 0) this.#retired?.();
    }
  }

  /** Releases the memory once nothing is under way. */
  async retire(): Promise<void> {
    if (this.#retired) return;
    await new Promise<void>((resolve) => {
      this.#retired = resolve;
      if (this.#inFlight === 0) resolve();
    });
    await this.#runner.close();
  }
}
