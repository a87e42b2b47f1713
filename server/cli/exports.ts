import type { Command } from "commander";
import { UsageError } from "./output.ts";
import { verb, type Common } from "./verb.ts";

const FORMATS = { bundle: "json", pdf: "pdf" };

/** What is saved as a file, among the verbs of reviews and models. */
export function addExports(program: Command): void {
  const among = (name: string) => program.commands.find((one) => one.name() === name)!;
  addReviewExports(among("reviews"));
  addModelExports(among("models"));
}

function addReviewExports(reviews: Command): void {
  verb(
    reviews
      .command("export")
      .argument("<id>")
      .description("save a review as a signed bundle (JSON) or as PDF")
      .option("--format <format>", "bundle or pdf", "bundle")
      .option("--to <file>", "a new file; review-ID.json or .pdf in this folder otherwise"),
    async ({ save }, id: string, { format, to }: Common & { format: string; to?: string }) => {
      const ending = FORMATS[format as keyof typeof FORMATS];
      if (!ending) throw new UsageError(`'${format}' is no format: give bundle or pdf.`);
      return saved(save, `/api/exports/reviews/${id}/${format}`, to ?? `review-${id}.${ending}`);
    },
  );
  verb(
    reviews
      .command("key")
      .description("save the public key that bundles are checked with")
      .option("--to <file>", "a new file", "penstock-public-key.pem"),
    ({ save }, { to }: Common & { to: string }) => saved(save, "/api/exports/key", to),
  );
  verb(
    reviews
      .command("verifier")
      .description("save the script that checks a bundle anywhere, with Node alone")
      .option("--to <file>", "a new file", "verify-bundle.mjs"),
    ({ save }, { to }: Common & { to: string }) => saved(save, "/api/exports/verifier", to),
  );
}

function addModelExports(models: Command): void {
  for (const [name, what, ending] of [
    ["bom", "save a version's bill of materials (CycloneDX 1.6, JSON)", ".cdx.json"],
    ["card", "save a version's model card (Markdown)", "-model-card.md"],
  ] as const)
    verb(
      models
        .command(name)
        .argument("<name@version>")
        .description(what)
        .option("--to <file>", "a new file; named after the version in this folder otherwise"),
      ({ save }, target: string, { to }: Common & { to?: string }) => {
        const [, model, version] = /^([^@]+)@v?(\d+)$/.exec(target) ?? [];
        if (!model || !version)
          throw new UsageError(`'${target}' names no version: write it as credit-risk@3.`);
        return saved(
          save,
          `/api/exports/models/${encodeURIComponent(model)}/${version}/${name}`,
          to ?? `${model}-v${version}${ending}`,
        );
      },
    );
}

async function saved(
  save: (from: string, file: string) => Promise<void>,
  from: string,
  file: string,
) {
  await save(from, file);
  return { json: { file }, lines: [`Saved as ${file}.`] };
}
