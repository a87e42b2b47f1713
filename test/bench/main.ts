import { endServers } from "../support/servers.ts";
import type { BenchResult } from "./result.ts";

/** `npm run bench -- NAME [CASE] [--rounds=N] [--json]`: the last line is the result as JSON. */

type Bench = (only?: string, rounds?: number) => Promise<BenchResult>;

const BENCHES: Record<string, () => Promise<{ run: Bench }>> = {
  audit: () => import("./audit.ts"),
  canvas: () => import("./canvas.ts"),
  desk: () => import("./desk.ts"),
  overhead: () => import("./overhead.ts"),
  scale: () => import("./scale.ts"),
  serving: () => import("./serving.ts"),
};

const rounds = process.argv.find((word) => word.startsWith("--rounds="))?.slice("--rounds=".length);
const [name, only] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const load = name === undefined ? undefined : BENCHES[name];
if (!load) {
  process.stderr.write(`Name a bench: ${Object.keys(BENCHES).join(", ")}.\n`);
  process.exit(2);
}
try {
  const result = await (await load()).run(only, rounds === undefined ? undefined : Number(rounds));
  if (!process.argv.includes("--json"))
    for (const { case: what, ours, baseline, unit, ratio, runs } of result.cases)
      process.stdout.write(
        `${what}: ${ours} ${unit}, baseline ${baseline}, ratio ${ratio} (medians of ${runs})\n`,
      );
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await endServers();
}
process.exit(0);
