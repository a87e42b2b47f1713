import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { formatProblem } from "../../workflows/core/problems.ts";
import { textOf } from "../../workflows/core/text/text-of.ts";
import { readDocumentFile, uploadSources } from "./documents.ts";
import { addEject } from "./eject.ts";
import { commitOf } from "./git-commit.ts";
import { table, when } from "./output.ts";
import { addVersions, versionNumber } from "./pipeline-versions.ts";
import { verb, type Common } from "./verb.ts";

/** The longest note that a version takes. */
const MAX_NOTE = 2_000;

export function addPipelines(program: Command): void {
  const pipelines = program.command("pipelines").description("the pipelines of the workspace");
  verb(
    pipelines
      .command("list")
      .option("--archived", "those that are archived instead of those in use"),
    async ({ api }, { archived }: Common & { archived?: true }) => {
      const { items } = await api.pipelines.list.query({ limit: 200, archived });
      return {
        json: items,
        lines: table(
          ["pipeline", "version", "last run", archived ? "archived" : "updated"],
          items.map((one) => [
            one.name,
            one.latestVersion,
            one.lastRun?.status,
            when(one.archivedAt ?? one.updatedAt),
          ]),
        ),
      };
    },
  );
  verb(pipelines.command("show").argument("<name>"), async ({ api }, name: string) => {
    const found = await api.pipelines.get.query({ name });
    const { text } = await api.pipelines.export.query({ name });
    return { json: found, lines: [text] };
  });
  verb(
    pipelines
      .command("import")
      .argument("<file>")
      .option(
        "--note <text>",
        "what changed, and why; in git, the message of the last commit that touched the file",
      )
      .description("publish a document as the next version of the pipeline it names"),
    async (connection, file: string, options: Common & { note?: string }) => {
      const { text, document, problem } = await readDocumentFile(file);
      if (problem) throw new Error(formatProblem(problem));
      const uploaded = await uploadSources(connection, document as PipelineDocument, file);
      const commit = await commitOf(file);
      const note = options.note ?? commit?.message.slice(0, MAX_NOTE);
      const imported = await connection.api.pipelines.import.mutate({
        // Comments and all; only the sources of files that were uploaded change.
        text: textOf(uploaded.document, text),
        ...(note ? { note } : {}),
        ...(commit ? { commit: commit.hash } : {}),
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
      .command("publish")
      .argument("<name>")
      .requiredOption("--note <text>", "what changed, and why")
      .description("publish your draft as the pipeline's next version"),
    async ({ api }, name: string, { note }: Common & { note: string }) => {
      const published = await api.pipelines.publish.mutate({ name, note });
      return {
        json: published,
        lines: [
          `${name} is at version ${published.number}.`,
          ...(published.triggers.why ? [published.triggers.why] : []),
        ],
      };
    },
  );
  verb(
    pipelines
      .command("export")
      .argument("<name>")
      .option("--version <n>", "another than the newest")
      .option("--draft", "your draft instead of a version")
      .option("--to <file>", "write it there")
      .description("the document as YAML, with the comments it was written with"),
    async (
      { api },
      name: string,
      options: Common & { version?: string; draft?: true; to?: string },
    ) => {
      const exported = await api.pipelines.export.query({
        name,
        draft: options.draft,
        ...(options.version === undefined ? {} : { version: versionNumber(options.version) }),
      });
      if (options.to) await writeFile(options.to, exported.text);
      return {
        json: exported,
        lines: [options.to ? `Wrote ${options.to}.` : exported.text.trimEnd()],
      };
    },
  );
  verb(
    pipelines
      .command("archive")
      .argument("<name>")
      .description(
        "put a pipeline away: nothing starts, publishes or edits it until it is restored",
      ),
    async ({ api }, name: string) => {
      const archived = await api.pipelines.archive.mutate({ name });
      const { triggers, openRuns } = archived;
      return {
        json: archived,
        lines: [
          `${name} is archived; 'penstock pipelines restore ${name}' brings it back.`,
          ...(triggers.length > 0 ? [`Its triggers start nothing: ${triggers.join(", ")}.`] : []),
          ...(openRuns > 0 ? [openRunsWords(openRuns)] : []),
        ],
      };
    },
  );
  verb(
    pipelines
      .command("restore")
      .argument("<name>")
      .description("bring an archived pipeline back, with its triggers"),
    async ({ api }, name: string) => {
      const restored = await api.pipelines.restore.mutate({ name });
      const { triggers } = restored;
      return {
        json: restored,
        lines: [
          `${name} is in use.`,
          ...(triggers.length > 0 ? [`Its triggers are in force: ${triggers.join(", ")}.`] : []),
        ],
      };
    },
  );
  addVersions(pipelines);
  addEject(pipelines);
}

function openRunsWords(count: number): string {
  return count === 1
    ? "1 run is going on; it ends by itself."
    : `${count} runs are going on; they end by themselves.`;
}
