import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { z } from "zod";
import { keyIdOfPem } from "../signing.ts";
import { Chain, fault, linkHash, n, unlike, type Fault } from "./chain.ts";
import {
  headerSchema,
  isEndingOf,
  lineSchema,
  sha256Line,
  type Ending,
  type Header,
} from "./export-lines.ts";
import { SealCheck, type Verdict } from "./verdict.ts";

type Entry = Extract<z.infer<typeof lineSchema>, { content: string }>;

/**
 * Checks an exported record by itself: no server, no database, no secret. The file is read once, from its beginning to its end.
 * @param publicKey PEM, of whoever should have signed it; by default the one in its header, which says only that the file is of a piece
 * @throws Error with a sentence where it is no exported record
 */
export async function verifyFile(file: string, publicKey?: string): Promise<Verdict> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  let reader: FileCheck | null = null;
  let number = 0;
  for await (const line of lines) {
    number++;
    if (!reader) {
      reader = new FileCheck(readHeader(file, line), sha256Line(line), publicKey);
      continue;
    }
    if (reader.done) break;
    reader.line(line, number);
  }
  if (!reader) throw new Error(`${file} is empty: export the record again.`);
  return reader.verdict();
}

class FileCheck {
  done = false;
  #fault: Fault | null = null;
  #ended = false;
  #entries = 0;
  /** That is missing, while the rest of the file is searched for it. */
  #missing: Fault | null = null;
  readonly #chain = new Chain();
  readonly #digest: Hash = createHash("sha256");
  readonly #header: Header;
  readonly #headerHash: string;
  readonly #publicKey: string;
  readonly #seals: SealCheck;

  constructor(header: Header, headerHash: string, publicKey = header.publicKey) {
    this.#header = header;
    this.#headerHash = headerHash;
    this.#publicKey = publicKey;
    this.#seals = new SealCheck(publicKey);
  }

  line(text: string, number: number): void {
    const found = this.#missing ? this.#search(text, this.#missing) : this.#read(text, number);
    if (!found) return;
    // The place of what is missing may come later in the file: then it was moved, not removed.
    if (found.kind === "removed" && !this.#missing && this.#header.complete) this.#missing = found;
    else this.#end(found);
  }

  verdict(): Verdict {
    const { seq, hash } = this.#chain;
    const found =
      this.#fault ??
      this.#missing ??
      (this.#ended
        ? null
        : fault(
            seq + 1,
            "tail-removed",
            `The file ends behind entry ${n(seq)} without its signed last line: what came after was removed`,
          ));
    return {
      ok: found === null,
      complete: this.#header.complete,
      entries: this.#entries,
      through: seq > 0 ? { seq, hash } : null,
      seals: this.#seals.seals,
      keyId: this.#seals.keyId,
      fault: found,
    };
  }

  #end(found: Fault | null): void {
    this.#fault = found;
    this.#missing = null;
    this.done = true;
  }

  #read(text: string, number: number): Fault | null {
    if (this.#ended)
      return text === ""
        ? null
        : fault(
            this.#chain.seq + 1,
            "forged",
            `Line ${n(number)} of the file stands behind its signed last line: it was added`,
          );
    const line = lineSchema.safeParse(parse(text)).data;
    if (!line)
      return fault(
        this.#chain.seq + 1,
        "changed",
        `Line ${n(number)} of the file, behind entry ${n(this.#chain.seq)}, is no line of a record`,
      );
    if ("seal" in line) return this.#seals.check(line.seal, this.#chain);
    if ("end" in line) {
      this.#ended = true;
      return this.#ending(line.end);
    }
    const wrong = this.#header.complete ? this.#chain.next(line) : this.#alone(line);
    if (wrong) return wrong;
    this.#digest.update(`${line.hash}\n`);
    this.#entries++;
    return null;
  }

  /** An entry of a filtered file, whose neighbours may be elsewhere. */
  #alone({ seq, prev, hash, content }: Entry): Fault | null {
    const last = this.#chain;
    if (seq <= last.seq)
      return fault(seq, "swapped", `Entry ${n(seq)} stands behind entry ${n(last.seq)}`);
    if (seq === last.seq + 1 && last.seq > 0 && prev !== last.hash)
      return fault(
        seq,
        "rewritten",
        `Entry ${n(seq)} stands on another hash than entry ${n(last.seq)} has`,
      );
    if (linkHash(prev, content) !== hash) return unlike(seq, content);
    last.seq = seq;
    last.hash = hash;
    return null;
  }

  #search(text: string, missing: Fault): Fault | null {
    const line = parse(text) as { seq?: unknown } | null;
    return line?.seq === missing.seq
      ? fault(
          missing.seq,
          "swapped",
          `Entry ${n(missing.seq)} stands behind a later one: the order was changed`,
        )
      : null;
  }

  #ending(ending: Ending): Fault | null {
    const { seq, hash } = this.#chain;
    const next = seq + 1;
    if (ending.keyId !== this.#seals.keyId)
      return fault(
        next,
        "forged",
        `The file was signed with key ${ending.keyId}, not with ${this.#seals.keyId}`,
      );
    if (!isEndingOf(this.#publicKey, ending))
      return fault(
        next,
        "forged",
        `The last line does not carry the signature of key ${ending.keyId}: it was changed`,
      );
    if (ending.header !== this.#headerHash)
      return fault(1, "forged", "The first line of the file is not the one that was signed");
    if (this.#header.complete && ending.seq > seq)
      return fault(
        next,
        "tail-removed",
        `The file ends with entry ${n(seq)}, but it was exported up to ${n(ending.seq)}: the last ones were removed`,
      );
    if (ending.entries > this.#entries)
      return fault(
        next,
        "removed",
        `${n(this.#entries)} entries are here, but ${n(ending.entries)} were exported: the others were removed`,
      );
    if (
      ending.digest !== this.#digest.digest("hex") ||
      (this.#header.complete && ending.head !== hash)
    )
      return fault(
        seq,
        "rewritten",
        "The entries are not those that were signed when the file was exported: the chain was written anew",
      );
    return null;
  }
}

function readHeader(file: string, line: string): Header {
  const header = headerSchema.safeParse(parse(line));
  if (!header.success)
    throw new Error(
      `${file} is no exported record: its first line is not the header that 'penstock audit export' writes.`,
    );
  if (header.data.keyId !== keyIdOfPem(header.data.publicKey))
    throw new Error(`${file} names another key in its header than it brings: export it again.`);
  return header.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
