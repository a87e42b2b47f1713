import { Argument, Option, type Command } from "commander";
import { TIERS, type Tier } from "../../db/schema/tiers.ts";
import { table, UsageError, when } from "./output.ts";
import { readText } from "./read-file.ts";
import { verb, type Common } from "./verb.ts";

export function addPolicies(program: Command): void {
  const policies = program
    .command("policies")
    .description("what a model of each risk tier must show, and who decides on it");
  verb(policies.command("list"), async ({ api }) => {
    const { items } = await api.policies.list.query();
    return {
      json: items,
      lines: table(
        ["tier", "version", "stages", "required", "saved", "by"],
        items.map(({ tier, number, document, createdAt, author }) => [
          tier,
          number === 0 ? "built in" : number,
          document.stages.map(({ id }) => id).join(", "),
          document.evidence.filter(({ required }) => required).length,
          when(createdAt),
          author?.name,
        ]),
      ),
    };
  });
  verb(
    policies
      .command("show")
      .addArgument(new Argument("<tier>").choices(TIERS))
      .option("--number <n>", "an earlier version; 0 is the built-in one")
      .description("the policy as YAML"),
    async ({ api }, tier: Tier, { number }: Common & { number?: string }) => {
      if (number !== undefined && !/^\d+$/.test(number))
        throw new UsageError(`'${number}' is no version: give a number, 0 for the built-in one.`);
      const { catalogue: _, ...found } = await api.policies.get.query({
        tier,
        ...(number === undefined ? {} : { number: Number(number) }),
      });
      return { json: found, lines: [found.source.trimEnd()] };
    },
  );
  verb(
    policies
      .command("apply")
      .argument("<file>", "YAML or JSON")
      .addOption(new Option("--tier <tier>").choices(TIERS).makeOptionMandatory())
      .requiredOption("--note <text>", "what changes, and why")
      .description("save a file as the next version of a tier's policy"),
    async ({ api }, file: string, { tier, note }: Common & { tier: Tier; note: string }) => {
      const source = await readText(file);
      const saved = await api.policies.save.mutate({ tier, source, note });
      return {
        json: saved,
        lines: [`The policy of the tier '${tier}' is at version ${saved.number}.`],
      };
    },
  );
}
