import { PenstockError } from "../errors.ts";
import { inputDatatype, type SignatureInput } from "./signature.ts";

/** A model's input: numbers with NaN where missing, or text with "" where missing. */
export type Column = Float32Array | string[];

const INTEGERS = /^U?INT(8|16|32|64)$/;
const FRACTIONS = new Set(["FP16", "FP32", "FP64", "BF16"]);
const LARGEST = 3.402_823_466_385_288_6e38;

/**
 * Reads one tensor of a request for one input of the model. Data may be flat or nested; null stands for a missing value.
 * @throws PenstockError `bad-request` that names the input, the row (counted from 1) and what is expected.
 */
export function readColumn(
  input: SignatureInput,
  tensor: Record<string, unknown>,
): { rows: number; values: Column; received: unknown[] } {
  const { name } = input;
  const rows = readRows(name, tensor["shape"]);
  const datatype = tensor["datatype"];
  if (typeof datatype !== "string")
    throw bad(`Input '${name}' lacks its "datatype"; the model expects ${inputDatatype(input)}.`);
  if (!Array.isArray(tensor["data"])) throw bad(`Input '${name}' lacks its "data", a list.`);
  const data = flat(tensor["data"] as unknown[]);
  if (data.length !== rows)
    throw bad(
      `Input '${name}' has ${data.length} values in its data, but its shape says ${rows}; they must be equal.`,
    );
  if (input.kind === "category") {
    if (datatype !== "BYTES")
      throw bad(
        `Input '${name}' has the datatype ${datatype}, but the model expects text there: send BYTES, with strings as data.`,
      );
    return { rows, values: texts(name, data), received: data };
  }
  if (datatype !== "BOOL" && !FRACTIONS.has(datatype) && !INTEGERS.test(datatype))
    throw bad(
      `Input '${name}' has the datatype ${datatype}, but the model expects ${input.kind === "boolean" ? "true or false" : "a number"} there: send ${input.kind === "boolean" ? "BOOL" : "FP32, FP64, INT64 or BOOL"}.`,
    );
  return { rows, values: numbers(name, datatype, data), received: data };
}

function readRows(name: string, shape: unknown): number {
  const sizes = Array.isArray(shape) ? (shape as unknown[]) : [];
  const fits =
    (sizes.length === 1 || (sizes.length === 2 && sizes[1] === 1)) &&
    Number.isInteger(sizes[0]) &&
    (sizes[0] as number) > 0;
  if (fits) return sizes[0] as number;
  const shown = Array.isArray(shape)
    ? `[${sizes.slice(0, 4).map(show).join(",")}${sizes.length > 4 ? ",…" : ""}]`
    : show(shape);
  throw bad(
    shape === undefined
      ? `Input '${name}' lacks its "shape"; the model expects [rows, 1].`
      : `Input '${name}' has the shape ${shown}, but the model expects [rows, 1] with at least one row.`,
  );
}

function flat(data: unknown[]): unknown[] {
  return data.some(Array.isArray) ? (data.flat(8) as unknown[]) : data;
}

function texts(name: string, data: unknown[]): string[] {
  const values = Array.from<string>({ length: data.length });
  for (let row = 0; row < data.length; row++) {
    const value = data[row];
    if (typeof value === "string") values[row] = value;
    else if (value === null) values[row] = "";
    else
      throw bad(`Input '${name}' has ${show(value)} in row ${row + 1}; expected a string or null.`);
  }
  return values;
}

function numbers(name: string, datatype: string, data: unknown[]): Float32Array {
  const values = new Float32Array(data.length);
  const whole = INTEGERS.test(datatype);
  for (let row = 0; row < data.length; row++) {
    const value = data[row];
    if (value === null) values[row] = NaN;
    else if (typeof value === "number" && fitsNumber(value, datatype, whole)) values[row] = value;
    else if (typeof value === "boolean" && datatype === "BOOL") values[row] = value ? 1 : 0;
    else
      throw bad(
        `Input '${name}' has ${show(value)} in row ${row + 1}; expected ${expected(datatype, whole)} or null.`,
      );
  }
  return values;
}

function fitsNumber(value: number, datatype: string, whole: boolean): boolean {
  if (datatype === "BOOL") return value === 0 || value === 1;
  return Math.abs(value) <= LARGEST && (!whole || Number.isInteger(value));
}

function expected(datatype: string, whole: boolean): string {
  if (datatype === "BOOL") return "true or false";
  return `a ${whole ? "whole " : ""}number that float32 can hold`;
}

function show(value: unknown): string {
  // How deep these go is the client's choice: writing them out would overflow the stack.
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

function bad(message: string): PenstockError {
  return new PenstockError("bad-request", message);
}
