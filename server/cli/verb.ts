import type { Command } from "commander";
import { connect, type Connection } from "./client.ts";
import type { Answer } from "./output.ts";

/** Collects an option that may be given several times. */
export const collect = (value: string, all: string[] = []) => [...all, value];

export interface Common {
  json?: boolean;
  user?: string;
}

/** Why a command may do what it does: the procedures it calls say so, or it stays on this machine. */
type Reach = "server" | { local: string };
const reaches = new WeakMap<Command, Reach>();

export const reachOf = (command: Command): Reach | undefined => reaches.get(command);

/** A command that asks the server: each procedure that it calls names the right it needs. */
export function asksServer(command: Command): Command {
  reaches.set(command, "server");
  return command;
}

/** A command that asks nobody. @param why it needs no right */
export function staysLocal(command: Command, why: string): Command {
  reaches.set(command, { local: why });
  return command;
}

/** Makes a verb of a function: the connection to the server, `--json`, `--user`, and the answer's way out. */
export function verb(
  command: Command,
  act: (connection: Connection, ...call: never[]) => Promise<Answer>,
): Command {
  return asksServer(command)
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
