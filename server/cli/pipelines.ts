import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { formatProblem } from "../../workflows/core/problems.ts";
import { writeDocumentText } from "../pipelines/document-text.ts";
import { readDocumentFile, uploadSources } from "./documents.ts";
import { addEject } from "./eject.ts";
import { table, when } from "./output.ts";
import { verb, type Common } from "./verb.ts";

export function addPipelines(program: Command): void {
  const pipelines = program.command("pipelines").description("the pipelines of the workspace");
  verb(pipelines.command("list"), async ({ api }) => {
    const { items } = await api.pipelines.list.query({ limit: 200 });
    return {
      json: items,
      lines: table(
        ["pipeline", "version", "last run", "updated"],
        items.map((one) => [one.name, one.latestVersion, one.lastRun?.status, when(one.updatedAt)]),
      ),
    };
  });
  verb(pipelines.command("show").argument("<name>"), async ({ api }, name: string) => {
    const found = await api.pipelines.get.query({ name });
    const { text } = await api.pipelines.export.query({ name });
    return { json: found, lines: [text] };
  });
  verb(pipelines.command("versions").argument("<name>"), async ({ api }, name: string) => {
    const { versions } = await api.pipelines.get.query({ name });
    return {
      json: versions,
      lines: table(
        ["version", "author", "created", "note"],
        versions.map((one) => [one.number, one.author.name, when(one.createdAt), one.note]),
      ),
    };
  });
  verb(
    pipelines
      .command("import")
      .argument("<file>")
      .option("--note <text>", "what changed, and why")
      .description("publish a document as the next version of the pipeline it names"),
    async (connection, file: string, options: Common & { note?: string }) => {
      const { text, document, problem } = await readDocumentFile(file);
      if (problem) throw new Error(formatProblem(problem));
      const uploaded = await uploadSources(connection, document as PipelineDocument, file);
      // The text is kept as written, comments and all, unless its files had to be uploaded.
      const same = JSON.stringify(uploaded) === JSON.stringify(document);
      const imported = await connection.api.pipelines.import.mutate({
        text: same ? text : writeDocumentText(uploaded),
        note: options.note,
      });
      return {
        json: imported,
        lines: [
          ...imported.problems.map(formatProblem),
          `${imported.name} is at version ${imported.number}.`,
          ...(imported.triggers.why ? [imported.triggers.why] : []),
        ],
      };
    },
  );
  verb(
    pipelines
      .command("export")
      .argument("<name>")
      .option("--version <n>", "another than the newest")
      .option("--to <file>", "write it there"),
    async ({ api }, name: string, options: Common & { version?: string; to?: string }) => {
      const version = options.version === undefined ? undefined : Number(options.version);
      const exported = await api.pipelines.export.query({ name, version });
      if (options.to) await writeFile(options.to, exported.text);
      return { json: exported, lines: [options.to ? `Wrote ${options.to}.` : exported.text] };
    },
  );
  addEject(pipelines);
}
