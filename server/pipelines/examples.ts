import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { mapSources } from "../../workflows/core/sources.ts";
import { registry } from "../../workflows/steps/index.ts";
import type { Ctx } from "../context.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { repoRoot } from "../home.ts";
import { log } from "../log.ts";
import { readDocumentText } from "./document-text.ts";

export interface Example {
  /** Of its folder, by which it is opened. */
  name: string;
  folder: string;
  document: PipelineDocument;
  text: string;
}

const EXAMPLES = path.join(repoRoot, "examples");

/** Every folder that holds a readable `pipeline.yaml`; of one that cannot be read the log says why. */
export async function listExamples(root = EXAMPLES): Promise<Example[]> {
  const names = await readdir(root).catch(() => []);
  const examples = await Promise.all(
    names
      .sort((a, b) => a.localeCompare(b))
      .map((name) =>
        readExample(name, root).catch((err: unknown) => {
          log.warn({ err, example: name }, "an example is left out of the gallery");
          return null;
        }),
      ),
  );
  return examples.filter((example) => example !== null);
}

export async function readExample(name: string, root = EXAMPLES): Promise<Example | null> {
  if (!/^[a-z0-9-]+$/.test(name)) return null;
  const folder = path.join(root, name);
  const text = await readFile(path.join(folder, "pipeline.yaml"), "utf8").catch(() => null);
  if (text === null) return null;
  const { document, problem } = readDocumentText(text);
  if (problem) throw new Error(`examples/${name}/pipeline.yaml: ${problem.message}`);
  return { name, folder, document: document as PipelineDocument, text };
}

/** Uploads the files that lie beside an example and points its sources to them. */
export async function uploadSources(
  ctx: Ctx,
  document: PipelineDocument,
  folder: string,
): Promise<PipelineDocument> {
  return mapSources(document, registry, async (source, raw) => {
    if (source.type !== "path") return raw;
    const file = path.resolve(folder, source.path);
    if (!file.startsWith(folder + path.sep)) return raw;
    const upload = await saveUpload(ctx, createReadStream(file), path.basename(file));
    return upload.source;
  });
}
