import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import type { Command } from "commander";
import { repoRoot } from "../home.ts";
import { build } from "./main.ts";

/** Runs the command with this as its standard output; answers its exit code and what it said of errors. */
async function penstock(stdout: "nobody" | number, ...args: string[]) {
  const child = spawn(process.execPath, ["server/cli/bin.js", ...args], {
    cwd: repoRoot,
    stdio: ["ignore", stdout === "nobody" ? "pipe" : stdout, "pipe"],
  });
  child.stdout?.destroy();
  const [stderr, [code]] = await Promise.all([text(child.stderr!), once(child, "exit")]);
  return { code, stderr };
}

test("a reader that has gone is no error: the command ends as it would have, and says nothing", async () => {
  const [answer, help] = await Promise.all([
    penstock("nobody", "compile", "examples/churn/pipeline.yaml", "--json"),
    penstock("nobody", "--help"),
  ]);
  assert.deepEqual(answer, { code: 0, stderr: "" });
  assert.deepEqual(help, { code: 0, stderr: "" });
});

const FULL = "/dev/full";
test("an answer that cannot be written is one sentence", { skip: !existsSync(FULL) }, async () => {
  const { code, stderr } = await penstock(openSync(FULL, "w"), "--help");
  assert.match(stderr, /^The answer could not be written: .*ENOSPC.*\n$/);
  assert.equal(code, 1);
});

test("every verb prints one JSON value where it is asked to", () => {
  const verbs = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(verbs);
  for (const verb of verbs(build()))
    assert.ok(
      verb.options.some(({ long }) => long === "--json"),
      `${verb.parent!.name()} ${verb.name()} takes no --json`,
    );
});

test("options without which a command is refused are marked in its help", () => {
  const program = build();
  const help = (...names: string[]) =>
    names
      .reduce((command, name) => command.commands.find((one) => one.name() === name)!, program)
      .helpInformation()
      .replaceAll(/\s+/g, " ");
  assert.match(help("policies", "apply"), /--tier <tier> .*?\(required\) --note .*?\(required\)/);
  assert.match(help("datasets", "add"), /--name <name> the dataset's name \(required\)/);
  assert.match(help("worker"), /several times \(required\)/);
  assert.doesNotMatch(help("runs", "list"), /required/);
});
