import { documentSchema, type PipelineDocument } from "../../../workflows/core/document.ts";
import type { Draft } from "../store/autosave.ts";
import { commonGround } from "./live-merge.ts";

/** A draft as it comes from the server. */
export interface DraftAnswer {
  document: unknown;
  source: string | null;
  revision: number;
  baseVersion: number | null;
  merged: Record<string, [number, number]>;
}

/** What a save brings besides the draft. */
export interface Besides {
  /** What the draft has taken in from others, by user. */
  merged: Record<string, [number, number]>;
  /** Left out where it is the one that the server knows. */
  baseVersion?: number | null;
}

/** What the session asks of the server. */
export interface SessionServer {
  save: (draft: Draft & { revision: number } & Besides) => Promise<{ revision: number }>;
  draft: (user: string) => Promise<DraftAnswer>;
  version: (number: number) => Promise<unknown>;
  keep: (to: string, field: string) => Promise<unknown>;
}

/** @throws Error where it is not a document that can be drawn. */
export function readDocument(document: unknown): PipelineDocument {
  return documentSchema.parse(document);
}

/** The version that `theirs` began from; where it began from none, what the two agree on. */
export async function baseOf(
  server: SessionServer,
  version: number | null,
  mine: PipelineDocument,
  theirs: PipelineDocument,
): Promise<PipelineDocument> {
  return version === null
    ? commonGround(mine, theirs)
    : readDocument(await server.version(version));
}
