import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { PenstockError } from "./errors.ts";
import { outOfSpace } from "./out-of-space.ts";

const MOST_FOUND = 10_000;

/** Content-addressed files under one folder. A file is complete or absent: it is written aside, synced, and renamed. */
export class Artifacts {
  private readonly root: string;
  /** Files that were looked at, by hash: how each was on the disk then, and what it holds. */
  private readonly found = new Map<string, { state: string; digest: Promise<string> }>();

  constructor(home: string) {
    this.root = path.join(home, "artifacts");
  }

  /** Where the content with this hash lies. Read it, never write it. */
  path(hash: string): string {
    if (!/^[0-9a-f]{64}$/.test(hash))
      throw new PenstockError(
        "bad-request",
        `'${hash}' is not a SHA-256 of 64 hexadecimal digits.`,
      );
    return path.join(this.root, hash.slice(0, 2), hash);
  }

  async has(hash: string): Promise<boolean> {
    return (await this.sizeOf(hash)) !== null;
  }

  /** Bytes kept under this hash: what a fault of the disk has cut short is whole again once it is given again. */
  private async sizeOf(hash: string): Promise<number | null> {
    return stat(this.path(hash)).then(
      ({ size }) => size,
      () => null,
    );
  }

  /** The content with this hash. Throws `not-found` where its file is gone, and `conflict` where that holds anything else. */
  async read(hash: string): Promise<Buffer> {
    const content = await readFile(this.path(hash)).catch(unlessGone(hash));
    if (createHash("sha256").update(content).digest("hex") !== hash) throw notAsRecorded(hash);
    return content;
  }

  /**
   * Where the content with this hash lies, for those who read it in place. All of the file is read before, once for as long as
   * nobody touches it. Throws as {@link read} does.
   */
  async whole(hash: string): Promise<string> {
    const file = this.path(hash);
    const { size, ino, ctimeNs } = await stat(file, { bigint: true }).catch(unlessGone(hash));
    const state = `${ino} ${size} ${ctimeNs}`;
    let found = this.found.get(hash);
    if (found?.state !== state) {
      if (this.found.size >= MOST_FOUND) this.found.clear();
      found = { state, digest: hashFile(file) };
      this.found.set(hash, found);
      // What could not be read this time may be read the next.
      found.digest.catch(() => this.found.delete(hash));
    }
    if ((await found.digest) !== hash) throw notAsRecorded(hash);
    return file;
  }

  /** The JSON with this hash. Throws as {@link read} does. */
  async json<T>(hash: string): Promise<T> {
    return JSON.parse((await this.read(hash)).toString("utf8")) as T;
  }

  /** Moves a file in. Returns its SHA-256 and its size in bytes. */
  async takeFile(file: string): Promise<{ hash: string; bytes: number }> {
    const hash = await hashFile(file);
    const { size } = await stat(file);
    await this.place(file, hash);
    return { hash, bytes: size };
  }

  async putText(text: string): Promise<{ hash: string; bytes: number }> {
    const hash = createHash("sha256").update(text).digest("hex");
    const bytes = Buffer.byteLength(text);
    if ((await this.sizeOf(hash)) !== bytes)
      await this.writeAside(async (aside) => {
        await writeFile(aside, text);
        await this.place(aside, hash);
      });
    return { hash, bytes };
  }

  /** Keeps a stream of at most `limit` bytes; a longer one is refused and leaves nothing behind. */
  async putStream(
    stream: AsyncIterable<Buffer>,
    limit: number,
  ): Promise<{ hash: string; bytes: number }> {
    const digest = createHash("sha256");
    let bytes = 0;
    return this.writeAside(async (aside) => {
      // A file that is still being opened when the stream fails would come after it was removed.
      const file = await open(aside, "w");
      await pipeline(
        stream,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            bytes += chunk.length;
            if (bytes > limit)
              throw new PenstockError(
                "too-large",
                `The file is larger than the limit of ${Math.round(limit / 2 ** 20)} MB.`,
              );
            digest.update(chunk);
            yield chunk;
          }
        },
        file.createWriteStream(),
      );
      const hash = digest.digest("hex");
      await this.place(aside, hash);
      return { hash, bytes };
    });
  }

  /** Gives a name to write under; what is left there when that goes wrong is removed. */
  private async writeAside<T>(write: (aside: string) => Promise<T>): Promise<T> {
    const aside = await this.aside();
    try {
      return await write(aside);
    } catch (error) {
      await rm(aside, { force: true });
      throw outOfSpace(error) ?? error;
    }
  }

  private async aside(): Promise<string> {
    const folder = path.join(this.root, "incoming");
    await mkdir(folder, { recursive: true });
    return path.join(folder, randomUUID());
  }

  private async place(file: string, hash: string): Promise<void> {
    const target = this.path(hash);
    const [kept, { size }] = await Promise.all([this.sizeOf(hash), stat(file)]);
    if (kept === size) return rm(file, { force: true });
    await mkdir(path.dirname(target), { recursive: true });
    await flush(file);
    try {
      await rename(file, target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
      await this.writeAside(async (aside) => {
        await copyFile(file, aside);
        await flush(aside);
        await rename(aside, target);
      });
      await rm(file, { force: true });
    }
  }
}

async function hashFile(file: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
    digest.update(chunk as Buffer);
  return digest.digest("hex");
}

/** Says of a file that is not there what to do. */
function unlessGone(hash: string) {
  return (error: NodeJS.ErrnoException): never => {
    if (error.code !== "ENOENT") throw error;
    throw new PenstockError(
      "not-found",
      `The content ${hash} is recorded, but its file is not in the artifact store: restore it from a backup, or run the pipeline, or upload the file, again.`,
    );
  };
}

function notAsRecorded(hash: string): PenstockError {
  return new PenstockError(
    "conflict",
    `The content of ${hash} is not what was recorded: its file in the artifact store was changed or is damaged. Restore that file from a backup, or remove it and run the pipeline, or upload the file, again.`,
  );
}

/** Resolves when the file's content is on the disk. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, "r");
  await handle.sync();
  await handle.close();
}
