import { stat } from "node:fs/promises";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { Artifacts } from "../artifacts.ts";
import type { EvidencePack, PackItem } from "../reviews/pack.ts";
import { readPack } from "../reviews/read-pack.ts";
import { tagsOf, topicOf, type Tag } from "./frameworks.ts";

/** A larger file is in the bundle by its hash alone. */
const LARGEST = 1 << 20;

export interface BundledArtifact {
  title: string;
  type: string;
  /** SHA-256 of the content, in hexadecimal. */
  hash: string;
  /** Whether a step of the run made it, or a person attached it. */
  by: "step" | "hand";
  attachedBy: { name: string; note: string } | null;
  /** Null where the content is not in the store any more. */
  bytes: number | null;
  /** The content itself in base 64, where it is JSON of at most 1 MiB. */
  content: string | null;
  tags: Tag[];
}

/** Every item of these packs once, with its content where that is small JSON. */
export async function inlineArtifacts(
  artifacts: Artifacts,
  packs: readonly JsonObject[],
): Promise<BundledArtifact[]> {
  const items = new Map(
    packs
      .map(readPack)
      .flatMap((pack) => pack.items.map((item) => [item.hash, { item, pack }] as const)),
  );
  return Promise.all(
    [...items.values()].map(async ({ item, pack }) => ({
      title: item.title,
      type: item.type,
      hash: item.hash,
      by: item.by,
      attachedBy: item.attached && { name: item.attached.person.name, note: item.attached.note },
      ...(await contentOf(artifacts, item.hash)),
      tags: tagsOf(topicOf({ type: kindOf(item, pack) ?? item.type, title: item.title })),
    })),
  );
}

/** The kind of requirement that an item was attached for; a step's own says by its type what it is. */
function kindOf({ attached, meta }: PackItem, { policy }: EvidencePack): string | undefined {
  return attached
    ? policy.document.evidence.find(({ id }) => id === meta["requirement"])?.kind
    : undefined;
}

async function contentOf(
  artifacts: Artifacts,
  hash: string,
): Promise<Pick<BundledArtifact, "bytes" | "content">> {
  if (!(await artifacts.has(hash))) return { bytes: null, content: null };
  const { size } = await stat(artifacts.path(hash));
  if (size > LARGEST) return { bytes: size, content: null };
  const bytes = await artifacts.read(hash);
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
