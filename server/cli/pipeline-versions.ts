import type { Command } from "commander";
import { diffDocuments } from "../../workflows/core/diff.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { Connection } from "./client.ts";
import { diffLines } from "./diff-lines.ts";
import { table, UsageError, when } from "./output.ts";
import { verb, type Common } from "./verb.ts";

const DRAFT = "draft";

/** The verbs about what was published: the list, what differs between two, and who set what. */
export function addVersions(pipelines: Command): void {
  verb(
    pipelines.command("versions").argument("<name>").description("what was published, and why"),
    async ({ api }, name: string) => {
      const { items } = await api.pipelines.versions.query({ name, limit: 200 });
      return {
        json: items,
        lines: table(
          ["version", "author", "published", "runs", "commit", "note"],
          items.map((one) => [
            one.number,
            one.author.name,
            when(one.createdAt),
            one.runs,
            one.commit?.slice(0, 10),
            one.note.split("\n")[0],
          ]),
        ),
      };
    },
  );
  verb(
    pipelines
      .command("diff")
      .argument("<name>")
      .argument("<a>", "a version's number, or 'draft'")
      .argument("<b>", "the same")
      .description("what differs, by step and field; exit 0 whether or not something does"),
    async ({ api }, name: string, a: string, b: string) => {
      const [before, after] = await Promise.all([a, b].map((side) => documentOf(api, name, side)));
      const diff = diffDocuments(before!, after!);
      return {
        json: diff,
        lines: [`${name}: ${sideWords(a)} → ${sideWords(b)}`, ...diffLines(diff, before!, after!)],
      };
    },
  );
  verb(
    pipelines
      .command("blame")
      .argument("<name>")
      .argument("<step>")
      .option("--version <n>", "as of another version than the newest")
      .option("--draft", "as of your draft")
      .description("who set each field of a step, when, in which version, and why"),
    async (
      { api },
      name: string,
      node: string,
      options: Common & { version?: string; draft?: true },
    ) => {
      const found = await api.pipelines.blame.query({
        name,
        node,
        draft: options.draft,
        ...(options.version === undefined ? {} : { version: versionNumber(options.version) }),
      });
      return {
        json: found,
        lines: table(
          ["field", "value", "version", "author", "when", "note"],
          found.fields.map(({ path, value, origin }) => [
            path,
            short(value),
            origin.version ?? DRAFT,
            origin.author.name,
            when(origin.at),
            origin.note?.split("\n")[0],
          ]),
        ),
      };
    },
  );
}

async function documentOf(
  api: Connection["api"],
  name: string,
  side: string,
): Promise<PipelineDocument> {
  const found =
    side === DRAFT
      ? (await api.pipelines.get.query({ name })).draft
      : await api.pipelines.version.query({ name, number: versionNumber(side) });
  return found.document as PipelineDocument;
}

function sideWords(side: string): string {
  return side === DRAFT ? "your draft" : `version ${side}`;
}

export function versionNumber(word: string): number {
  if (!/^[1-9]\d*$/.test(word))
    throw new UsageError(`'${word}' must be the number of a version, or 'draft'.`);
  return Number(word);
}

function short(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const [line = "", ...more] = text.split("\n");
  return line.length > 40 || more.length > 0 ? `${line.slice(0, 39)}…` : line;
}
