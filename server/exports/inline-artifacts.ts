import { readFile, stat } from "node:fs/promises";
import type { Artifacts } from "../artifacts.ts";
import type { EvidencePack } from "../reviews/pack.ts";
import { tagsOf, topicOf, type Tag } from "./frameworks.ts";

/** A larger file is in the bundle by its hash alone. */
const LARGEST = 1 << 20;

export interface BundledArtifact {
  title: string;
  type: string;
  /** SHA-256 of the content, in hexadecimal. */
  hash: string;
  /** Null where the content is not in the store any more. */
  bytes: number | null;
  /** The content itself in base 64, where it is JSON of at most 1 MiB. */
  content: string | null;
  tags: Tag[];
}

/** Every item of these packs once, with its content where that is small JSON. */
export async function inlineArtifacts(
  artifacts: Artifacts,
  packs: readonly Pick<EvidencePack, "items">[],
): Promise<BundledArtifact[]> {
  const items = new Map(packs.flatMap(({ items }) => items).map((item) => [item.hash, item]));
  return Promise.all(
    [...items.values()].map(async ({ title, type, hash }) => ({
      title,
      type,
      hash,
      ...(await contentOf(artifacts, hash)),
      tags: tagsOf(topicOf({ type, title })),
    })),
  );
}

async function contentOf(
  artifacts: Artifacts,
  hash: string,
): Promise<Pick<BundledArtifact, "bytes" | "content">> {
  if (!(await artifacts.has(hash))) return { bytes: null, content: null };
  const { size } = await stat(artifacts.path(hash));
  if (size > LARGEST) return { bytes: size, content: null };
  const bytes = await readFile(artifacts.path(hash));
  return { bytes: size, content: isJson(bytes) ? bytes.toString("base64") : null };
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}
