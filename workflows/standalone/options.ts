import type { Project } from "./project.ts";

const FLAGS = new Set(["detach", "reject", "request-changes"]);

/** `--name value`, `--flag`, and words. */
export function optionsOf(argv: readonly string[]) {
  const words: string[] = [];
  const given: [name: string, value: string][] = [];
  for (let index = 0; index < argv.length; index++) {
    const name = argv[index]!.replace(/^--/, "");
    if (name === argv[index]) words.push(name);
    else given.push([name, FLAGS.has(name) ? "" : (argv[++index] ?? "")]);
  }
  const all = (name: string) => given.flatMap(([known, value]) => (known === name ? [value] : []));
  return {
    words,
    all,
    one: (name: string) => all(name).at(-1),
    has: (name: string) => all(name).length > 0,
  };
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
      throw new Error(
        `'${word}' sets no param; the params are: ${Object.keys(defaults).join(", ") || "none"}.`,
      );
    const kind = typeof defaults[name];
    const value = kind === "number" ? Number(text) : kind === "boolean" ? text === "true" : text;
    if (Number.isNaN(value) || (kind === "boolean" && text !== "true" && text !== "false"))
      throw new Error(`The param '${name}' must be a ${kind}, not '${text}'.`);
    params[name] = value;
  }
  return params;
}
