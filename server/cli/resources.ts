import { Option, type Command } from "commander";
import { addApprovals } from "./approvals.ts";
import type { Connection } from "./client.ts";
import { table, UsageError, when, wholeNumber } from "./output.ts";
import { deploymentLines } from "./show-deployment.ts";
import { approvedOf, stateOf, versionLines } from "./show-version.ts";
import { verb, type Common } from "./verb.ts";

type Facts = Omit<Parameters<Connection["api"]["datasets"]["describe"]["mutate"]>[0], "name">;

export function addDatasets(program: Command): void {
  const datasets = program.command("datasets").description("registered data, version by version");
  verb(datasets.command("list"), async ({ api }) => {
    const { items } = await api.datasets.list.query({ limit: 200 });
    return {
      json: items,
      lines: table(
        ["dataset", "version", "rows", "columns"],
        items.map((one) => [
          one.name,
          one.latest?.number,
          one.latest?.rows,
          one.latest?.columnCount,
        ]),
      ),
    };
  });
  verb(datasets.command("show").argument("<name>"), async ({ api }, name: string) => {
    const found = await api.datasets.get.query({ name });
    const { description, purpose, licence, classification, personalData } = found;
    return {
      json: found,
      lines: [
        `${name}  ${classification}${personalData ? ", with personal data" : ""}`,
        ...(description ? [description] : []),
        ...(purpose ? [`purpose: ${purpose}`] : []),
        ...(licence ? [`licence: ${licence}`] : []),
        ...table(
          ["version", "rows", "file", "created", "sha-256"],
          found.versions.map((one) => [
            one.number,
            one.rows,
            one.fileName,
            when(one.createdAt),
            one.hash.slice(0, 12),
          ]),
        ),
      ],
    };
  });
  verb(
    datasets
      .command("add")
      .argument("<file>")
      .requiredOption("--name <name>", "the dataset's name")
      .option("--description <text>")
      .option("--purpose <text>")
      .option("--licence <text>")
      .description("add a file as the next version of a dataset"),
    async (
      { api, upload },
      file: string,
      options: Common & { name: string; description?: string; purpose?: string; licence?: string },
    ) => {
      const { hash, fileName } = await upload(file);
      const { name, description, purpose, licence } = options;
      const added = await api.datasets.add.mutate({
        name,
        description,
        purpose,
        licence,
        upload: { hash, fileName },
      });
      return { json: added, lines: [`${name} is at version ${added.number}.`] };
    },
  );
  verb(
    datasets
      .command("describe")
      .argument("<name>")
      .option("--description <text>", "what it holds")
      .option("--purpose <text>", "what it was collected for")
      .option("--licence <text>", "who allows its use, on what terms")
      .addOption(
        new Option("--classification <level>").choices([
          "public",
          "internal",
          "confidential",
          "restricted",
        ]),
      )
      .option("--personal-data", "it holds personal data")
      .option("--no-personal-data", "it holds none")
      .description("change what is said of a dataset; what is not named stays, '' empties it"),
    async ({ api }, name: string, { json: _json, user: _user, ...facts }: Common & Facts) => {
      if (Object.keys(facts).length === 0)
        throw new UsageError("Name what to change: see penstock datasets describe --help.");
      const described = await api.datasets.describe.mutate({ name, ...facts });
      return { json: described, lines: [`${name} is described anew.`] };
    },
  );
}

export function addModels(program: Command): void {
  const models = program
    .command("models")
    .description("registered models, their versions and lineage");
  verb(models.command("list"), async ({ api }) => {
    const { items } = await api.models.list.query({ limit: 200 });
    return {
      json: items,
      lines: table(
        ["model", "version", "state", "approved"],
        items.map(({ name, latest, approved }) => [
          name,
          latest?.number,
          latest && stateOf(latest),
          approved && approvedOf(approved, latest?.number),
        ]),
      ),
    };
  });
  verb(models.command("show").argument("<name[@version]>"), async ({ api }, target: string) => {
    const [name = "", number] = target.split("@");
    if (number === undefined) {
      const found = await api.models.get.query({ name });
      return {
        json: found,
        lines: table(
          ["version", "state", "created", "author"],
          found.versions.map((one) => [
            one.number,
            stateOf(one),
            when(one.createdAt),
            one.author.name,
          ]),
        ),
      };
    }
    if (!/^\d+$/.test(number)) throw new UsageError(`'${target}' must be NAME or NAME@NUMBER.`);
    const found = await api.models.version.query({ name, number: Number(number) });
    return { json: found, lines: versionLines(found) };
  });
  addApprovals(models);
}

export function addDeployments(program: Command): void {
  const deployments = program.command("deployments").description("what is in service");
  verb(deployments.command("list"), async ({ api }) => {
    const { items } = await api.deployments.list.query({ limit: 200 });
    return {
      json: items,
      lines: table(
        ["endpoint", "revision", "model", "version", "state"],
        items.map((one) => [one.name, one.revision, one.model, one.version, one.state]),
      ),
    };
  });
  verb(deployments.command("show").argument("<name>"), async ({ api }, name: string) => {
    const [endpoint, traffic] = await Promise.all([
      api.deployments.get.query({ name }),
      api.deployments.traffic.query({ name }),
    ]);
    const found = { ...endpoint, traffic };
    return { json: found, lines: deploymentLines(found) };
  });
  verb(
    deployments
      .command("rollback")
      .argument("<name>")
      .option("--revision <n>", "another than the one before")
      .option("--reason <text>"),
    async ({ api }, name: string, options: Common & { revision?: string; reason?: string }) => {
      const revision =
        options.revision === undefined ? undefined : wholeNumber(options.revision, "--revision");
      const done = await api.deployments.rollback.mutate({
        name,
        revision,
        reason: options.reason,
      });
      return { json: done, lines: [`${name} is at revision ${done.revision}.`] };
    },
  );
}
