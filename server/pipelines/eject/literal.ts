const WIDTH = 100;

/** A piece of TypeScript that stands for itself inside a literal, such as `params.rate`. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A value as TypeScript source, formatted for a line that is indented by `indent` and already holds `used` characters. */
export function literal(value: unknown, indent = 0, used = 0): string {
  const flat = oneLine(value);
  if (flat !== null && indent + used + flat.length + 2 <= WIDTH) return flat;
  const inner = indent + 2;
  const pad = " ".repeat(inner);
  if (Array.isArray(value)) {
    const items = value.map((item) => `${pad}${literal(item, inner)},\n`);
    return `[\n${items.join("")}${" ".repeat(indent)}]`;
  }
  if (value instanceof Code) return value.text;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => {
        const name = keyOf(key);
        return item instanceof Code && item.text === name
          ? `${pad}${name},\n`
          : `${pad}${name}: ${literal(item, inner, name.length + 2)},\n`;
      });
    return entries.length === 0 ? "{}" : `{\n${entries.join("")}${" ".repeat(indent)}}`;
  }
  return scalar(value);
}

function oneLine(value: unknown): string | null {
  if (value instanceof Code) return value.text.includes("\n") ? null : value.text;
  if (Array.isArray(value)) {
    const items = value.map(oneLine);
    return items.includes(null) ? null : `[${items.join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries: string[] = [];
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      const text = oneLine(item);
      if (text === null) return null;
      const name = keyOf(key);
      entries.push(item instanceof Code && text === name ? name : `${name}: ${text}`);
    }
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  const text = scalar(value);
  return text.includes("\n") ? null : text;
}

function scalar(value: unknown): string {
  if (typeof value === "string")
    return value.trim().includes("\n") ? template(value) : quoted(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  return value === undefined ? "undefined" : JSON.stringify(value);
}

/** A string in double quotes, or in single ones where it holds double quotes only. */
export function quoted(text: string): string {
  const double = JSON.stringify(text)
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  if (!text.includes('"') || text.includes("'")) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** Text of several lines as a template literal: its lines stay lines. */
function template(text: string): string {
  return `\`${escapeTemplate(text)}\``;
}

/** Escapes text for the inside of a template literal. */
export function escapeTemplate(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\(.)/g, (pair, escaped) =>
      escaped === '"' ? '"' : escaped === "n" ? "\n" : (pair as string),
    )
    .replace(/`|\$(?=\{)/g, "\\$&");
}

/** A property's name in an object literal. */
function keyOf(key: string): string {
  // Written plainly it would set the prototype.
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

/** Access to a property: `.name`, or in brackets. */
export function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quoted(name)}]`;
}

/** Text for a `//` comment: one line, whatever it holds. */
export function commentLine(text: string): string {
  return text.replace(/[\s\u2028\u2029]+/gu, " ").trim();
}

/** Text for a block comment: it cannot end it. */
export function blockComment(text: string, indent = ""): string {
  const lines = text
    .replaceAll("*/", "*\\/")
    .trim()
    .split(/\r?\n|[\r\u2028\u2029]/u)
    .flatMap((line) => wrap(line.trimEnd(), WIDTH - 3 - indent.length));
  if (lines.length === 1 && lines[0]!.length < WIDTH - 7) return `${indent}/** ${lines[0]} */`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */`;
}

function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!;
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
