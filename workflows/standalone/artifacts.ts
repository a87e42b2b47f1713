import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, copyFile, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonicalJson } from "../core/json.ts";
import type { ArtifactStore } from "../core/step-context.ts";

/** Content-addressed files in one folder. A file is complete or absent: it is written aside, synced, and renamed. */
export function folderArtifacts(folder: string): ArtifactStore {
  const path = (hash: string) => {
    if (!/^[0-9a-f]{64}$/.test(hash))
      throw new Error(`'${hash}' is not a SHA-256 of 64 hexadecimal digits.`);
    return join(folder, hash.slice(0, 2), hash);
  };

  async function aside(): Promise<string> {
    const incoming = join(folder, "incoming");
    await mkdir(incoming, { recursive: true });
    return join(incoming, randomUUID());
  }

  async function keep(file: string): Promise<{ hash: string; bytes: number }> {
    const digest = createHash("sha256");
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
      digest.update(chunk as Buffer);
    const hash = digest.digest("hex");
    const { size: bytes } = await stat(file);
    const target = path(hash);
    const known = await access(target).then(
      () => true,
      () => false,
    );
    if (known) {
      await rm(file, { force: true });
      return { hash, bytes };
    }
    const handle = await open(file, "r");
    await handle.sync();
    await handle.close();
    await mkdir(dirname(target), { recursive: true });
    await move(file, target);
    return { hash, bytes };
  }

  /** A rename, also from another disk. */
  async function move(file: string, target: string): Promise<void> {
    try {
      await rename(file, target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
      const copy = await aside();
      await copyFile(file, copy);
      await rename(copy, target);
      await rm(file, { force: true });
    }
  }

  return {
    path,
    putFile: async (file, { type, meta = {} }) => ({ type, ...(await keep(file)), meta }),
    putJson: async (value, { type, meta = {} }) => {
      const file = await aside();
      const handle = await open(file, "w");
      await handle.writeFile(canonicalJson(value));
      await handle.close();
      return { type, ...(await keep(file)), meta };
    },
    json: async (hash) => JSON.parse(await readFile(path(hash), "utf8")),
  };
}
