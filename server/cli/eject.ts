import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { compile } from "../../workflows/core/compile.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { refersToItem } from "../../workflows/core/items.ts";
import { formatProblem } from "../../workflows/core/problems.ts";
import { mapSources, type Source } from "../../workflows/core/sources.ts";
import { registry } from "../../workflows/steps/index.ts";
import { readDocumentText } from "../pipelines/document-text.ts";
import { ejectProject } from "../pipelines/eject/eject.ts";
import { writeProject } from "../pipelines/eject/write-project.ts";
import { connect, type Connection } from "./client.ts";
import { readDocumentFile, readParams } from "./documents.ts";
import type { Answer } from "./output.ts";
import { answer, collect, type Common } from "./verb.ts";

type Options = Common & { to: string; version?: string; force?: boolean; param: string[] };

export function addEject(pipelines: Command): void {
  pipelines
    .command("eject")
    .argument("<name-or-file>")
    .requiredOption("--to <folder>", "a new folder for the project")
    .option("--version <n>", "another than the newest")
    .option("--param <k=v>", "the default of a param in the project", collect, [])
    .option("--force", "replace a project that was ejected there before")
    .option("--json", "print one JSON value")
    .option("--user <email>", "act as one of the local people")
    .description("write a standalone Temporal project in TypeScript that does the same")
    .action(async (target: string, options: Options) =>
      answer(await eject(target, options), options),
    );
}

/** `pipelines eject NAME|FILE --to FOLDER`; speaks to the server only for what lies there. */
async function eject(target: string, options: Options): Promise<Answer> {
  let connection: Connection | null = null;
  const server = () => (connection ??= connect(options));
  const isFile = existsSync(target) || /\.(ya?ml|json)$/.test(target);
  const { text, document, problem } = isFile
    ? await readDocumentFile(target)
    : await exported(server(), target, options);
  if (problem) throw new Error(formatProblem(problem));

  const downloads = await mkdtemp(path.join(tmpdir(), "penstock-eject-"));
  try {
    const copies = new Map<string, string>();
    const local = await mapSources(document as PipelineDocument, async (source, raw) => {
      // Files that items name are found when the map runs.
      if (refersToItem(raw)) return raw;
      if (raw.includes("${"))
        throw new Error(
          `The source '${raw}' depends on a param, so that its file cannot be copied: name the file in the pipeline.`,
        );
      const file = await fileOf(source, raw);
      const free = freeName(path.basename(file.name), file.path);
      copies.set(free, file.path);
      return `./${free}`;
    });

    async function fileOf(source: Source, raw: string): Promise<{ name: string; path: string }> {
      if (source.type === "path") {
        const file = path.resolve(path.dirname(isFile ? target : "."), source.path);
        if (!existsSync(file))
          throw new Error(
            `The pipeline reads '${raw}', but there is no file '${file}': correct the source or put the file there.`,
          );
        return { name: file, path: file };
      }
      const { hash, name } = source.type === "upload" ? source : await versionOf(server(), source);
      const file = path.join(downloads, hash);
      await server().download(hash, file);
      return { name, path: file };
    }

    /** Two files of one name get different ones; a file that is read twice is copied once. */
    function freeName(name: string, from: string): string {
      const { name: stem, ext } = path.parse(name);
      for (let n = 1; ; n++) {
        const free = `data/sources/${n === 1 ? name : `${stem}-${n}${ext}`}`;
        if (!copies.has(free) || copies.get(free) === from) return free;
      }
    }

    const { plan, problems } = compile(local, registry, {
      params: readParams(options.param),
      localFiles: true,
    });
    if (!plan) throw new Error(problems.map(formatProblem).join("\n"));
    const files = await ejectProject({ document: local, plan, registry }, text);
    await writeProject(options.to, files, copies, { force: options.force });
    return {
      json: { folder: path.resolve(options.to), files: [...files.keys(), ...copies.keys()].sort() },
      lines: [
        `Wrote ${files.size + copies.size} files to ${options.to}: its README.md says how to run them.`,
      ],
    };
  } finally {
    await rm(downloads, { recursive: true, force: true });
  }
}

async function exported({ api }: Connection, name: string, { version }: Options) {
  const number = version === undefined ? undefined : Number(version);
  const { text } = await api.pipelines.export.query({ name, version: number });
  return { text, ...readDocumentText(text) };
}

async function versionOf({ api }: Connection, source: { name: string; version: number | null }) {
  const { versions } = await api.datasets.get.query({ name: source.name });
  const found =
    source.version === null
      ? versions[0]
      : versions.find(({ number }) => number === source.version);
  if (!found)
    throw new Error(`The dataset '${source.name}' has no version ${source.version ?? "yet"}.`);
  return { hash: found.hash, name: found.fileName };
}
