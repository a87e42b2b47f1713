import { parseArgs, type ParseArgsConfig } from "node:util";
import type { Project } from "./project.ts";

/** A wrong use of a command: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * The options and words of a command line; only those that the command knows.
 * @param words how many there may be at the most
 */
export function optionsOf<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  argv: string[],
  usage: string,
  options: Options,
  words: number,
) {
  try {
    const found = parseArgs({ args: argv, options, allowPositionals: true, strict: true });
    const extra = found.positionals[words];
    if (extra !== undefined) throw new Error(`'${extra}' is not expected.`);
    return found;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: ${usage}`);
  }
}

/** `name=value` words over the defaults, each with its default's type. */
export function readParams(
  defaults: Project["params"],
  words: readonly string[],
): Project["params"] {
  const params = { ...defaults };
  for (const word of words) {
    const [, name = "", text = ""] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (!Object.hasOwn(defaults, name))
      throw new UsageError(
        `'${word}' sets no param; the params are: ${Object.keys(defaults).join(", ") || "none"}.`,
      );
    const kind = typeof defaults[name];
    const value = kind === "number" ? Number(text) : kind === "boolean" ? text === "true" : text;
    if (Number.isNaN(value) || (kind === "boolean" && text !== "true" && text !== "false"))
      throw new UsageError(`The param '${name}' must be a ${kind}, not '${text}'.`);
    params[name] = value;
  }
  return params;
}
