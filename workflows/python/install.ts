import { homedir } from "node:os";
import { join } from "node:path";
import { ensureEnvironment, environmentReady } from "./environment.ts";

/** `node --import tsx workflows/python/install.ts [tabular|tabular-gpu|torch]`: makes the environment ahead of its first use. */
const group = process.argv[2] ?? "tabular";
const cacheDir =
  process.env["PENSTOCK_CACHE"] ??
  join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "penstock");

if (group !== "tabular" && group !== "tabular-gpu" && group !== "torch") {
  console.error(`There is no group "${group}"; choose tabular, tabular-gpu or torch.`);
  process.exitCode = 2;
} else {
  try {
    const there = environmentReady(cacheDir, group) !== null;
    const python = await ensureEnvironment({ cacheDir, group, log: (line) => console.log(line) });
    console.log(there ? `the Python environment "${group}" is there: ${python}` : python);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
