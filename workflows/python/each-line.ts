import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Of a longer line only the beginning is kept, in characters: no record of ours comes near it. */
const LONGEST_LINE = 64 * 1024;

/**
 * Hands over each line that is not blank, until the stream ends. Takes no more memory than one line and one chunk,
 * whatever comes.
 */
export async function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let line = "";
  const finish = () => {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    line = "";
    if (text.trim()) take(text);
  };
  const add = (text: string) => {
    const pieces = text.split("\n");
    for (const [index, piece] of pieces.entries()) {
      if (line.length < LONGEST_LINE) line += piece.slice(0, LONGEST_LINE - line.length);
      if (index < pieces.length - 1) finish();
    }
  };
  for await (const chunk of stream) add(decoder.write(chunk as Buffer));
  add(decoder.end());
  finish();
}
