import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { documentSchema, type PipelineDocument } from "../../workflows/core/document.ts";
import { applyOverrides, splitGiven } from "../../workflows/core/overrides.ts";
import { resolveParams } from "../../workflows/core/params.ts";
import type { Problem } from "../../workflows/core/problems.ts";
import {
  fillSources,
  mapSources,
  parseSource,
  refersToParam,
  sourceOf,
} from "../../workflows/core/sources.ts";
import { registry } from "../../workflows/steps/index.ts";
import { readDocumentText } from "../pipelines/document-text.ts";
import type { Connection } from "./client.ts";
import { UsageError } from "./output.ts";
import { readText } from "./read-file.ts";

/**
 * Whether a word means a file, and not the name of a pipeline, which has no dot and no slash. A folder may be called like a
 * pipeline, as one that it was ejected to.
 */
export function namesFile(word: string): boolean {
  return /[./]/.test(word) || statSync(word, { throwIfNoEntry: false })?.isFile() === true;
}

export async function readDocumentFile(
  file: string,
): Promise<{ text: string; document: unknown; problem: Problem | null }> {
  const text = await readText(file);
  return { text, ...readDocumentText(text) };
}

/**
 * Uploads the files beside itself that a document reads, and points its sources to them: in what is given for a run where that
 * names the file, in a param's default, or in the step.
 * @param given for one run; absent for a document that is kept, whose params may have other values later
 */
export async function uploadSources(
  { upload }: Connection,
  document: PipelineDocument,
  documentFile: string,
  given?: Record<string, string>,
): Promise<{ document: PipelineDocument; given: Record<string, string> }> {
  const settled = { ...given };
  // What is wrong with it the server says.
  if (!documentSchema.safeParse(document).success) return { document, given: settled };
  const params = { ...document.params };
  const sources = new Map<string, string>();
  const { params: values, overrides } = splitGiven(settled);
  const overridden = applyOverrides(document, overrides, registry).document;
  const filled = fillSources(overridden, registry, resolveParams(overridden, values).params);
  for (const [index, node] of filled.nodes.entries()) {
    const source = sourceOf(node, registry);
    // An empty source names no file, not the folder of the document.
    if (!source || refersToParam(source) || parseSource(source).type !== "path") continue;
    const raw = sourceOf(overridden.nodes[index]!, registry)!;
    const override = `${node.id}.config.source`;
    const [, param] = /^\$\{\s*params\.(\w+)\s*\}$/.exec(raw) ?? [];
    const own = param === undefined ? undefined : params[param];
    const uploaded = async () => (await upload(existing(source, documentFile))).source;
    if (Object.hasOwn(overrides, override)) settled[override] = await uploaded();
    else if (own && !own.choices && Object.hasOwn(values, param!))
      settled[param!] = await uploaded();
    else if (own && !own.choices) params[param!] = { ...own, default: await uploaded() };
    else if (given || !refersToParam(raw)) sources.set(node.id, await uploaded());
  }
  const pointed = await mapSources(
    document,
    registry,
    async (_source, raw, { id }) => sources.get(id) ?? raw,
  );
  return {
    document: document.params ? { ...pointed, params } : pointed,
    given: settled,
  };
}

function existing(source: string, documentFile: string): string {
  const file = path.resolve(path.dirname(documentFile), source);
  if (existsSync(file)) return file;
  throw new Error(
    `The pipeline reads '${source}', but there is no file '${file}': correct the source or put the file there.`,
  );
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
