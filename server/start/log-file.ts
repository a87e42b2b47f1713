import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from "node:fs";

const LARGEST = 10 * 1024 * 1024;
const TAIL = 20;

/** A log of one process: kept for this start and the one before, and never larger than twice 10 MiB. */
export class LogFile {
  readonly file: string;
  #handle: number;
  #bytes = 0;
  #closed = false;
  #tail: string[] = [];

  constructor(file: string) {
    this.file = file;
    this.#handle = this.#open();
  }

  /** Never throws: a line that cannot be written, as on a full disk, is lost, and the next one is tried again. */
  write(line: string): void {
    this.#tail.push(line);
    if (this.#tail.length > TAIL) this.#tail.shift();
    if (this.#closed) return;
    const bytes = Buffer.from(`${line}\n`);
    try {
      if (this.#bytes + bytes.length > LARGEST) {
        const full = this.#handle;
        this.#handle = this.#open();
        closeSync(full);
      }
      this.#bytes += writeSync(this.#handle, bytes);
    } catch {
      // nowhere to say so
    }
  }

  /** The last lines written, oldest first. */
  tail(): readonly string[] {
    return this.#tail;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#handle);
  }

  #open(): number {
    if (existsSync(this.file) && statSync(this.file).size > 0) {
      renameSync(this.file, this.file.replace(/\.log$/, ".1.log"));
    }
    const handle = openSync(this.file, "a", 0o640);
    this.#bytes = 0;
    return handle;
  }
}
