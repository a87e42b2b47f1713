import { z } from "zod";

const signature = z.object({
  inputs: z
    .array(
      z.object({
        name: z.string(),
        kind: z.enum(["number", "boolean", "category"]),
        nullable: z.boolean().optional(),
        example: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
      }),
    )
    .min(1),
  outputs: z
    .array(
      z.object({
        name: z.string(),
        onnx: z.enum(["float", "int64", "string"]),
        shape: z.array(z.number().int().nullable()),
      }),
    )
    .min(1),
});

/** What a model takes and gives: the part of the trainer's `info.json` that serving needs. */
export type Signature = z.infer<typeof signature>;
export type SignatureInput = Signature["inputs"][number];

/** @throws Error with a sentence where the stored signature is not one. */
export function readSignature(stored: unknown): Signature {
  const parsed = signature.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new Error(
    "The model version has no signature that says its inputs and outputs: train and register it again.",
  );
}

/** Tensor types of the Open Inference Protocol. */
export type Datatype = "BOOL" | "FP32" | "INT64" | "BYTES";

const INPUT_TYPES = { number: "FP32", boolean: "BOOL", category: "BYTES" } as const;
const OUTPUT_TYPES = { float: "FP32", int64: "INT64", string: "BYTES" } as const;

export function inputDatatype(input: SignatureInput): Datatype {
  return INPUT_TYPES[input.kind];
}

export interface TensorMetadata {
  name: string;
  datatype: Datatype;
  /** -1 where any size will do. */
  shape: number[];
}

/** Inputs and outputs as the protocol's model metadata shows them. */
export function tensorMetadata({ inputs, outputs }: Signature): {
  inputs: TensorMetadata[];
  outputs: TensorMetadata[];
} {
  return {
    inputs: inputs.map((input) => ({
      name: input.name,
      datatype: inputDatatype(input),
      shape: [-1, 1],
    })),
    outputs: outputs.map(({ name, onnx, shape }) => ({
      name,
      datatype: OUTPUT_TYPES[onnx],
      shape: shape.map((size) => size ?? -1),
    })),
  };
}
