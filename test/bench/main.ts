import { readArguments, refuse } from "../support/arguments.ts";
import { endServers } from "../support/servers.ts";
import type { BenchResult } from "./result.ts";

/** `npm run bench -- NAME [CASE] [--rounds=N] [--json]`: the last line is the result as JSON. */

/** Takes the cases, or the part, with this in the name; as many rounds as it thinks right unless told. */
type Bench = (only?: string, rounds?: number) => Promise<BenchResult>;

const BENCHES: Record<string, () => Promise<{ run: Bench }>> = {
  audit: () => import("./audit.ts"),
  canvas: () => import("./canvas.ts"),
  desk: () => import("./desk.ts"),
  overhead: () => import("./overhead.ts"),
  scale: () => import("./scale.ts"),
  serving: () => import("./serving.ts"),
};

const { values, positionals } = readArguments({
  options: { rounds: { type: "string" }, json: { type: "boolean" } },
  allowPositionals: true,
});
const [name, only] = positionals;
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
const load = name === undefined ? undefined : BENCHES[name];
if (!load) refuse(`Name a bench: ${Object.keys(BENCHES).join(", ")}.`);
if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
  refuse(`--rounds takes a number from 1; '${values.rounds}' is none.`);
let result: BenchResult;
try {
  result = await (await load()).run(only, rounds);
} finally {
  await endServers();
}
if (result.cases.length === 0) refuse(`No case of '${name}' has '${only}' in its name.`);
if (!values.json)
  for (const { case: what, ours, baseline, unit, ratio, runs } of result.cases)
    process.stdout.write(
      `${what}: ${ours} ${unit}, baseline ${baseline}, ratio ${ratio} (medians of ${runs})\n`,
    );
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
