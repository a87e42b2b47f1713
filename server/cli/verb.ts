import type { Command } from "commander";
import { connect, type Connection } from "./client.ts";
import type { Answer } from "./output.ts";

/** Collects an option that may be given several times. */
export const collect = (value: string, all: string[]) => [...all, value];

export interface Common {
  json?: boolean;
  user?: string;
}

/** Makes a verb of a function: the connection to the server, `--json`, `--user`, and the answer's way out. */
export function verb(
  command: Command,
  act: (connection: Connection, ...call: never[]) => Promise<Answer>,
): Command {
  return command
    .option("--json", "print one JSON value")
    .option("--user <email>", "act as one of the local people")
    .action(async (...given: unknown[]) => {
      // Commander passes the arguments, then the options, then the command itself.
      const call = given.slice(0, -1);
      const options = call.at(-1) as Common;
      answer(await act(connect(options), ...(call as never[])), options);
    });
}

export function answer({ json, lines, exitCode = 0 }: Answer, options: Common): void {
  process.stdout.write(
    options.json ? `${JSON.stringify(json)}\n` : lines.map((line) => `${line}\n`).join(""),
  );
  process.exitCode = exitCode;
}
