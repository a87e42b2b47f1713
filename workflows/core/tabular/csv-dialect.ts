import { StepError } from "../step-error.ts";

export interface CsvOptions {
  /** One character, or `auto`. */
  delimiter: string;
  header: "auto" | "yes" | "no";
}

export interface CsvDialect {
  delimiter: string;
  header: boolean;
  columns: string[];
}

const DELIMITERS = [",", ";", "\t", "|"];
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/**
 * How a CSV file is written, from its beginning: the delimiter (the one that most evenly divides the first records) and
 * the header. Without being told, the first row is the header unless a cell of it is a number.
 */
export function csvDialect(head: string, options: CsvOptions): CsvDialect {
  const text = head.startsWith("\ufeff") ? head.slice(1) : head;
  const delimiter =
    options.delimiter === "auto" ? sniffDelimiter(text) : unescapeDelimiter(options.delimiter);
  const first = records(text, delimiter, 1)[0] ?? [""];
  const header =
    options.header === "yes" ||
    (options.header === "auto" && !first.some((cell) => NUMBER.test(cell)));
  const columns = first.map((cell, index) =>
    header && cell.trim() !== "" ? cell.trim() : `column_${index + 1}`,
  );
  return { delimiter, header, columns };
}

/** Column names must differ in more than case, as SQL and Parquet readers take them for the same. */
export function refuseDoubles(columns: readonly string[], name: string): void {
  const seen = new Map<string, number>();
  for (const [index, column] of columns.entries()) {
    const key = column.toLowerCase();
    const before = seen.get(key);
    if (before !== undefined)
      throw new StepError(
        "bad-data",
        `${name}: columns ${before + 1} and ${index + 1} are both called '${column}'; give each column a name of its own (upper and lower case do not count) and load the file again.`,
      );
    seen.set(key, index);
  }
}

function unescapeDelimiter(delimiter: string): string {
  return delimiter === "\\t" || delimiter === "tab" ? "\t" : delimiter;
}

function sniffDelimiter(text: string): string {
  let best = { delimiter: ",", score: 0 };
  for (const delimiter of DELIMITERS) {
    const widths = records(text, delimiter, 50).map((cells) => cells.length);
    const width = widths[0] ?? 1;
    if (width === 1) continue;
    const even = widths.filter((other) => other === width).length / widths.length;
    const score = even * 1000 + Math.min(width, 500);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** The first records of a CSV text by RFC 4180; the last may be cut off. */
function records(text: string, delimiter: string, limit: number): string[][] {
  const found: string[][] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length && found.length < limit; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') cell += text[++i]!;
      else quoted = false;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === delimiter) {
      cells.push(cell);
      cell = "";
    } else if (char === "\n" || char === "\r") {
      if (char === "\r" && text[i + 1] === "\n") i++;
      if (cells.length > 0 || cell !== "") found.push([...cells, cell]);
      cells = [];
      cell = "";
    } else cell += char;
  }
  if (found.length < limit && (cells.length > 0 || cell !== "")) found.push([...cells, cell]);
  return found;
}
