import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { table, UsageError, when } from "./output.ts";
import { verb } from "./verb.ts";

export function addSecrets(program: Command): void {
  const secrets = program.command("secrets").description("passwords and keys that steps name");
  verb(secrets.command("list").description("names; never a value"), async ({ api }) => {
    const { items } = await api.secrets.list.query();
    return {
      json: items,
      lines: table(
        ["secret", "set by", "when"],
        items.map((one) => [one.name, one.setBy.name, when(one.setAt)]),
      ),
    };
  });
  verb(
    secrets
      .command("set")
      .argument("<name>")
      .description("keep what comes on standard input under a name: … set NAME < file"),
    async ({ api }, name: string) => {
      const value = await readValue();
      const { replaced } = await api.secrets.set.mutate({ name, value });
      return {
        json: { name, replaced },
        lines: [`The secret '${name}' is ${replaced ? "replaced" : "kept"}.`],
      };
    },
  );
  verb(secrets.command("remove").argument("<name>"), async ({ api }, name: string) => {
    const removed = await api.secrets.remove.mutate({ name });
    return { json: removed, lines: [`The secret '${name}' is removed.`] };
  });
}

/** Not an argument: those lie in the shell's history, and everybody on the machine may read them. */
async function readValue(): Promise<string> {
  if (process.stdin.isTTY)
    process.stderr.write("The value, then Enter and Ctrl-D (it is shown while you type):\n");
  const value = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (value === "")
    throw new UsageError("There is no value: give it on standard input, as in … set NAME < file.");
  return value;
}
