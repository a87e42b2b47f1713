import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Column } from "./read-column.ts";
import type { Datatype } from "./signature.ts";

/** A tensor of an answer, as the protocol writes it. */
export interface OutputTensor {
  name: string;
  datatype: Datatype;
  shape: number[];
  data: (number | string)[];
}

export interface OnnxSession {
  /**
   * @param columns by input, in the order of `inputNames`
   * @param outputs the names wanted
   */
  run: (columns: Column[], rows: number, outputs: string[]) => Promise<OutputTensor[]>;
  close: () => Promise<void>;
}

/** Loads an ONNX file with one thread: requests are what runs side by side. */
export async function openSession(file: string, inputNames: string[]): Promise<OnnxSession> {
  const session = await InferenceSession.create(file, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  });
  const unlike = session.inputNames.find((name) => !inputNames.includes(name));
  if (unlike !== undefined || session.inputNames.length !== inputNames.length) {
    await session.release();
    throw new Error(
      `The ONNX file's inputs (${session.inputNames.join(", ")}) are not those of the version's signature (${inputNames.join(", ")}).`,
    );
  }
  return {
    run: async (columns, rows, outputs) => {
      const shape = [rows, 1];
      const feeds: Record<string, Tensor> = {};
      for (let at = 0; at < inputNames.length; at++) {
        const column = columns[at]!;
        feeds[inputNames[at]!] =
          column instanceof Float32Array
            ? new Tensor("float32", column, shape)
            : new Tensor("string", column, shape);
      }
      const tensors = await session.run(feeds, outputs);
      return outputs.map((name) => toOutput(name, tensors[name]!));
    },
    close: () => session.release(),
  };
}

function toOutput(name: string, tensor: Tensor): OutputTensor {
  const shape = [...tensor.dims];
  if (tensor.type === "string")
    return { name, datatype: "BYTES", shape, data: tensor.data as string[] };
  if (tensor.type === "int64")
    return {
      name,
      datatype: "INT64",
      shape,
      data: Array.from(tensor.data as BigInt64Array, wholeNumber),
    };
  return { name, datatype: "FP32", shape, data: Array.from(tensor.data as Float32Array) };
}

/** Beyond 2^53 a JSON number would lose digits; text does not. */
function wholeNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
