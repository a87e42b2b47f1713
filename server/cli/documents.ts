import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { Problem } from "../../workflows/core/problems.ts";
import { mapSources } from "../../workflows/core/sources.ts";
import { readDocumentText } from "../pipelines/document-text.ts";
import type { Connection } from "./client.ts";
import { UsageError } from "./output.ts";

export async function readDocumentFile(
  file: string,
): Promise<{ text: string; document: unknown; problem: Problem | null }> {
  if (!existsSync(file)) throw new UsageError(`There is no file '${file}'.`);
  const text = await readFile(file, "utf8");
  return { text, ...readDocumentText(text) };
}

/** Uploads the files a document names beside itself, and points its sources to them. */
export async function uploadSources(
  { upload }: Connection,
  document: PipelineDocument,
  documentFile: string,
): Promise<PipelineDocument> {
  return mapSources(document, async (source, raw) => {
    if (source.type !== "path") return raw;
    const file = path.resolve(path.dirname(documentFile), source.path);
    if (!existsSync(file))
      throw new Error(
        `The pipeline reads '${raw}', but there is no file '${file}': correct the source or put the file there.`,
      );
    return (await upload(file)).source;
  });
}

/** `k=v` words as an object. */
export function readParams(words: string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf("=");
      if (equals < 1) throw new UsageError(`'--param ${word}' must be of the form name=value.`);
      return [word.slice(0, equals), word.slice(equals + 1)];
    }),
  );
}
