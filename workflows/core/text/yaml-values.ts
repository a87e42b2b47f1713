import { isScalar, Scalar, stringify, type Node } from "yaml";

import { isPlainObject } from "../json.ts";

/** How a text is written. */
export interface Style {
  /** Spaces a level. */
  indent: number;
  /** Whether dashes stand further in than the key above. */
  indentSeq: boolean;
}

const BASE = {
  lineWidth: 0,
  aliasDuplicateObjects: false,
  doubleQuotedMinMultiLineLength: 1_000_000,
} as const;

/** What stands after the colon of a key at this column: ` 3`, or a line break and a block. No line break at the end. */
export function afterColon(value: unknown, column: number, style: Style, like?: Node | null) {
  const text = stringify({ k: dressed(value, like) }, { ...BASE, ...style }).slice(2, -1);
  return indented(text, column);
}

/** `key: value`, its first line without indentation. */
export function pairText(key: string, value: unknown, column: number, style: Style): string {
  return indented(stringify({ [key]: value }, { ...BASE, ...style }).slice(0, -1), column);
}

/** `- value`, its first line without indentation. */
export function itemText(value: unknown, column: number, style: Style): string {
  return indented(stringify([value], { ...BASE, ...style }).slice(0, -1), column);
}

/** On one line, as it stands inside `[…]` or after a key. */
export function flowText(value: unknown, padded: boolean, like?: Node | null): string {
  const options = { ...BASE, collectionStyle: "flow", flowCollectionPadding: padded } as const;
  const text = stringify([inLine(dressed(value, like))], options).trim();
  return text.slice(1, -1).trim();
}

/** Whether a value is short and flat enough for one line. */
export function fitsOneLine(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const inner = Object.values(value);
  return (
    inner.length > 0 &&
    inner.every((item) => typeof item !== "object" || item === null) &&
    flowText(value, true).length < 80
  );
}

/** A text keeps the quotes, or the block, in which the text before stood. */
function dressed(value: unknown, like: Node | null | undefined): unknown {
  if (typeof value !== "string" || !isScalar(like) || like.type === Scalar.PLAIN) return value;
  const scalar = new Scalar(value);
  if (like.type) scalar.type = like.type;
  return scalar;
}

/** Texts with line breaks in quotes, so that they need no lines of their own. */
function inLine(value: unknown): unknown {
  if (typeof value === "string" && value.includes("\n")) {
    const scalar = new Scalar(value);
    scalar.type = Scalar.QUOTE_DOUBLE;
    return scalar;
  }
  if (Array.isArray(value)) return value.map(inLine);
  if (!isPlainObject(value) || isScalar(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inLine(item)]));
}

function indented(text: string, column: number): string {
  return text.replace(/\n(?=[^\n])/g, `\n${" ".repeat(column)}`);
}
