import { createReadStream } from "node:fs";
import { appendFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { z } from "zod";
import { readEnv } from "../env.ts";
import { homePaths } from "../home.ts";
import type { Seal } from "./seal.ts";

export const sealSchema = z.strictObject({
  workspaceId: z.string(),
  seq: z.int().min(1),
  hash: z.string(),
  sealedAt: z.string(),
  keyId: z.string(),
  signature: z.string(),
});

/** Where this installation keeps its seals beside the database. */
export function sealFile(): string {
  return homePaths(readEnv().home).auditSeals;
}

export async function appendSeal(file: string, seal: Seal): Promise<void> {
  await appendFile(file, `${JSON.stringify(seal)}\n`, { mode: 0o600 });
}

/** The workspace's seals in the file, by entry; none where there is no file. A line that a crash cut off is passed over. */
export async function readSeals(file: string, workspaceId: string): Promise<Map<number, Seal>> {
  const seals = new Map<number, Seal>();
  try {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const seal = sealSchema.safeParse(parse(line)).data;
      if (seal?.workspaceId === workspaceId) seals.set(seal.seq, seal);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return seals;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
