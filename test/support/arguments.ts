import { parseArgs, type ParseArgsConfig } from "node:util";

/** What a command was given; ends it with one sentence and exit status 2 where it does not take that. */
export function readArguments<T extends ParseArgsConfig>(config: T) {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node's second sentence is about files that are called like options.
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(". ");
    const options = Object.keys(config.options ?? {}).map((name) => `--${name}`);
    return refuse(`${sentence}: the options are ${options.join(", ")}.`);
  }
}

/** Ends a command that was used wrongly. */
export function refuse(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
