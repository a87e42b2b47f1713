import { StepError } from "../step-error.ts";

const SHORT = 80;

/** Text of the file in a sentence: on one line, and not more than a few words of it. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > SHORT ? `${line.slice(0, SHORT)}…` : line;
}

/** Turns DuckDB's message about a file into one sentence: the file, the line, what is wrong, what to do. */
export function fileError(error: unknown, name: string, file: string): StepError {
  if (error instanceof StepError) return error;
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(file, name);
  if (/Out of Memory/i.test(message))
    return new StepError(
      "oversized",
      `${name} needs more memory to load than this worker may use; load fewer columns, or split the file.`,
      { cause: error },
    );
  if (/No space left|Could not write|failed to offload/i.test(message))
    return new StepError("transient", `The worker's disk is full while it loads ${name}.`, {
      cause: error,
    });
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const where = line ? `${name}, line ${line}` : name;
  const say = (what: string) => new StepError("bad-data", what, { cause: error });
  const original = /Original Line: ([\s\S]*?)\n(?:Expected Number|Value with|Invalid unicode)/.exec(
    message,
  )?.[1];
  const quote = original === undefined ? "" : ` (“${excerpt(original)}”)`;
  const width = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (width)
    return say(
      `${where}: ${width[1]} columns expected, ${width[2]} found${quote}; correct or remove this line and load the file again.`,
    );
  if (/unterminated quote/i.test(message))
    return say(
      `${where}: a quotation mark is not closed, or is followed by more text${quote}; close it, or write it twice where it belongs to the text, and load the file again.`,
    );
  if (/unicode|not utf-8|invalid UTF/i.test(message))
    return say(
      `${where}: the text is not UTF-8; save the file as UTF-8 (it may be Latin-1 or Windows-1252) and load it again.`,
    );
  if (/Maximum line size/i.test(message))
    return say(
      `${where}: the line is longer than 2 MB; a quotation mark may be open somewhere before it.`,
    );
  if (/state machine reached an invalid state/i.test(message))
    return say(
      `${name} mixes Windows and Unix line ends, or has text after a closing quotation mark; save it with one kind of line end and load it again.`,
    );
  if (
    /No magic bytes found at end|Footer length|file is too small|too small to be a Parquet/i.test(
      message,
    )
  )
    return say(
      `${name} is not a complete Parquet file: its end is missing, as after a write or an upload that was cut off; export or upload it again.`,
    );
  const json = /in line (\d+)/.exec(message);
  if (/JSON/i.test(message) && json)
    return say(
      `${name}, line ${json[1]}: ${excerpt(message.replace(/^[^:]*: /, "").split("\n")[0]!)}; correct or remove this line and load the file again.`,
    );
  const first = message.split("\n")[0]!.replace(/^[A-Z][A-Za-z ]*Error: /, "");
  return say(
    `${name} cannot be read: ${first.replace(/\.?$/, ".")} Check the file and its format.`,
  );
}
