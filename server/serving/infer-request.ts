import { PenstockError } from "../errors.ts";
import { readColumn, type Column } from "./read-column.ts";
import { inputDatatype, type Signature } from "./signature.ts";

/** A request that fits the model. */
export interface InferRequest {
  /** The client's own id for it. */
  id: string | null;
  rows: number;
  /** In the order of the signature's inputs. */
  columns: Column[];
  /** Names of the outputs asked for; null for all. */
  outputs: string[] | null;
  /** By column, the values as they were sent. */
  received: Record<string, unknown[]>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads the body of an `infer` request of the Open Inference Protocol.
 * @throws PenstockError `bad-request` with one sentence that names the tensor and says what is expected.
 */
export function readInferRequest(body: unknown, signature: Signature): InferRequest {
  if (!isObject(body))
    throw bad('The request body must be a JSON object with "inputs", a list of tensors.');
  const { id, inputs } = body;
  if (id !== undefined && typeof id !== "string") throw bad('"id" must be a string.');
  if (!Array.isArray(inputs) || inputs.length === 0)
    throw bad(
      `"inputs" must be a list with one tensor for each input of the model: ${names(signature)}.`,
    );
  const received: Record<string, unknown[]> = {};
  const byName = new Map<string, Record<string, unknown>>();
  for (const [at, tensor] of (inputs as unknown[]).entries()) {
    if (!isObject(tensor) || typeof tensor["name"] !== "string")
      throw bad(`inputs[${at}] must be an object with "name", "shape", "datatype" and "data".`);
    const { name } = tensor as { name: string };
    if (byName.has(name)) throw bad(`Input '${name}' is given twice; give it once.`);
    byName.set(name, tensor);
  }
  const columns: Column[] = [];
  let rows = -1;
  let first = "";
  for (const input of signature.inputs) {
    const tensor = byName.get(input.name);
    if (!tensor)
      throw bad(
        `Input '${input.name}' is missing: the model expects it as ${inputDatatype(input)} with shape [rows, 1]. Send null as data where a value is not known.`,
      );
    const column = readColumn(input, tensor);
    if (rows === -1) {
      rows = column.rows;
      first = input.name;
    } else if (column.rows !== rows)
      throw bad(
        `Input '${input.name}' has ${column.rows} rows, but '${first}' has ${rows}; all inputs must have the same number of rows.`,
      );
    columns.push(column.values);
    received[input.name] = column.received;
  }
  if (byName.size > columns.length) {
    const known = new Set(signature.inputs.map(({ name }) => name));
    const unknown = [...byName.keys()].find((name) => !known.has(name));
    throw bad(`The model has no input '${unknown}'; its inputs are: ${names(signature)}.`);
  }
  return {
    id: id ?? null,
    rows,
    columns,
    outputs: readOutputs(body["outputs"], signature),
    received,
  };
}

function readOutputs(outputs: unknown, signature: Signature): string[] | null {
  if (outputs === undefined || (Array.isArray(outputs) && outputs.length === 0)) return null;
  const known = signature.outputs.map(({ name }) => name);
  if (!Array.isArray(outputs))
    throw bad(`"outputs" must be a list of objects with "name", one of: ${known.join(", ")}.`);
  const wanted = new Set<string>();
  for (const [at, output] of (outputs as unknown[]).entries()) {
    const name = isObject(output) ? output["name"] : undefined;
    if (typeof name !== "string")
      throw bad(`outputs[${at}] must be an object with "name", one of: ${known.join(", ")}.`);
    if (!known.includes(name))
      throw bad(`The model has no output '${name}'; its outputs are: ${known.join(", ")}.`);
    if (wanted.has(name)) throw bad(`Output '${name}' is asked for twice; ask for it once.`);
    wanted.add(name);
  }
  return [...wanted];
}

const names = (signature: Signature) => signature.inputs.map(({ name }) => name).join(", ");

function bad(message: string): PenstockError {
  return new PenstockError("bad-request", message);
}
