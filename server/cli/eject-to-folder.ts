import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { compile } from "../../workflows/core/compile.ts";
import { documentSchema, type PipelineDocument } from "../../workflows/core/document.ts";
import { refersToItem } from "../../workflows/core/items.ts";
import { formatErrors, formatProblem } from "../../workflows/core/problems.ts";
import { mapSources } from "../../workflows/core/sources.ts";
import { registry } from "../../workflows/steps/index.ts";
import { readDocumentText } from "../pipelines/document-text.ts";
import { ejectProject } from "../pipelines/eject/eject.ts";
import type { Ejected } from "../pipelines/eject/outline.ts";
import { writeProject } from "../pipelines/eject/write-project.ts";
import { connect, type Connection } from "./client.ts";
import { namesFile, readDocumentFile, readParams } from "./documents.ts";
import type { EjectOptions } from "./eject.ts";
import { SourceFiles } from "./source-files.ts";
import { wholeNumber, type Answer } from "./output.ts";

/** `pipelines eject NAME|FILE --to FOLDER`; speaks to the server only for what lies there. */
export async function ejectToFolder(target: string, options: EjectOptions): Promise<Answer> {
  let connection: Connection | null = null;
  const server = () => (connection ??= connect(options));
  const isFile = namesFile(target);
  const main = isFile
    ? await readDocumentFile(target)
    : await exported(
        server(),
        target,
        options.version === undefined ? undefined : wholeNumber(options.version, "--version"),
      );

  const downloads = await mkdtemp(path.join(tmpdir(), "penstock-eject-"));
  try {
    const sources = new SourceFiles(server, downloads);
    const params = readParams(options.param);
    const folder = isFile ? path.dirname(target) : null;
    const ejected = await prepare(main, { server, sources, params, folder, around: [] });
    const files = await ejectProject(ejected, main.text);
    await writeProject(options.to, files, sources.copies, { force: options.force });
    const written = [...files.keys(), ...sources.copies.keys()].sort();
    return {
      json: { folder: path.resolve(options.to), files: written },
      lines: [
        `Wrote ${written.length} files to ${options.to}: its README.md says how to run them.`,
      ],
    };
  } finally {
    await rm(downloads, { recursive: true, force: true });
  }
}

type Text = Awaited<ReturnType<typeof readDocumentFile>>;

interface Surroundings {
  server: () => Connection;
  sources: SourceFiles;
  params: Record<string, unknown>;
  /** Where the document's own file lies; null for one of the server. */
  folder: string | null;
  /** The pipelines that run this one. */
  around: string[];
}

/** Compiles a document with its data at hand, and the pipelines that it runs. */
async function prepare({ document, problem }: Text, given: Surroundings): Promise<Ejected> {
  if (problem) throw new Error(formatProblem(problem));
  // Something else than a document has no steps to look at.
  if (!documentSchema.safeParse(document).success)
    throw new Error(formatErrors(compile(document, registry).problems));
  const local = await mapSources(document as PipelineDocument, registry, (source, raw) =>
    given.sources.take(source, raw, given.folder),
  );
  const { plan, problems } = compile(local, registry, {
    params: given.params,
    localFiles: true,
  });
  if (!plan) throw new Error(problems.map(formatProblem).join("\n"));
  const around = [...given.around, plan.pipeline];
  const children = new Map<string, Ejected>();
  for (const { id, kind, config } of plan.nodes.flatMap((node) => [
    node,
    ...(node.map?.body ?? []),
  ])) {
    if (registry.get(kind)?.asks !== "child") continue;
    const { pipeline, version, params } = config as {
      pipeline: string;
      version?: number;
      params: Record<string, unknown>;
    };
    if (around.includes(pipeline))
      throw new Error(`These pipelines run each other: ${[...around, pipeline].join(" → ")}.`);
    const text = await exported(given.server(), pipeline, version);
    const known = knownParams(id, params, text);
    children.set(id, await prepare(text, { ...given, params: known, folder: null, around }));
  }
  return { document: local, plan, children };
}

/** Of the params that a node gives a pipeline those that no item of a map brings: the others have their defaults in the plan. */
function knownParams(
  node: string,
  params: Record<string, unknown>,
  { document }: Text,
): Record<string, unknown> {
  const { success, data } = documentSchema.safeParse(document);
  const declared = (success && data.params) || {};
  const known = { ...params };
  for (const [name, value] of Object.entries(params)) {
    if (!refersToItem(value) || !Object.hasOwn(declared, name)) continue;
    if (declared[name]!.default === undefined)
      throw new Error(
        `'${node}' cannot be ejected: the param '${name}' of '${data!.name}' comes with each item, and has no default to write the code with; give it one.`,
      );
    delete known[name];
  }
  return known;
}

async function exported(
  { api }: Connection,
  name: string,
  version: number | undefined,
): Promise<Text> {
  const { text } = await api.pipelines.export.query({ name, version });
  return { text, ...readDocumentText(text) };
}
