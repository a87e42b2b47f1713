import { StepError } from "../step-error.ts";

export type FileFormat = "csv" | "parquet" | "jsonl";

/**
 * What a file is, from its name and first bytes, or a bad-data sentence for what cannot be loaded: an empty file, an
 * archive, a spreadsheet, another encoding than UTF-8.
 */
export function fileFormat(
  name: string,
  head: Uint8Array,
  wanted: FileFormat | "auto",
): FileFormat {
  const refuse = (what: string) => new StepError("bad-data", `${name} ${what}`);
  if (head.length === 0)
    throw refuse("is empty (0 bytes): export it again and check that it has rows.");
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  if (starts(0x1f, 0x8b))
    throw refuse("is compressed with gzip: unpack it and load the file inside.");
  if (starts(0x50, 0x4b, 0x03, 0x04))
    throw refuse("is a ZIP archive or an Excel workbook: unpack it, or save the sheet as CSV.");
  const magic = starts(0x50, 0x41, 0x52, 0x31);
  if (magic || wanted === "parquet") {
    if (!magic)
      throw refuse(
        "is not a Parquet file (it does not begin with 'PAR1'): check the file, or set the format to auto.",
      );
    if (wanted === "csv" || wanted === "jsonl")
      throw refuse(`is a Parquet file, but the format is set to ${wanted}: set it to auto.`);
    return "parquet";
  }
  if (/\.(parquet|pq)$/i.test(name))
    throw refuse(
      "is not a Parquet file, though its name says so (it does not begin with 'PAR1'): export it again.",
    );
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff))
    throw refuse("is encoded as UTF-16: save it as UTF-8 and load it again.");
  const nul = head.indexOf(0);
  if (nul >= 0)
    throw refuse(
      `is not a text file: byte ${nul + 1} is zero. Load CSV or JSON lines in UTF-8, or Parquet.`,
    );
  if (wanted !== "auto") return wanted;
  if (/\.(jsonl|ndjson)$/i.test(name)) return "jsonl";
  if (/\.(csv|tsv|txt)$/i.test(name)) return "csv";
  const first = head.find((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
  if (first === 0x5b)
    throw refuse(
      "begins with '[', as a JSON array does: write one object a line (JSON lines) and load it again.",
    );
  return first === 0x7b ? "jsonl" : "csv";
}
