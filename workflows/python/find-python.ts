import { runCommand } from "./run-command.ts";

const NAMES = ["python3.13", "python3.12", "python3.11", "python3.10", "python3", "python"];
const PROBE =
  "import sys; print('%d.%d.%d' % sys.version_info[:3]); print(getattr(sys, '_base_executable', None) or sys.executable)";

type FoundPython = { path: string; version: string };

async function probe(command: string): Promise<FoundPython | null> {
  const { ok, stdout } = await runCommand(command, ["-I", "-c", PROBE], { timeoutMs: 20_000 });
  const [version, path] = stdout.trim().split(/\r?\n/);
  return ok && version && path ? { path, version } : null;
}

function isRecentEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === 3 && minor >= 10;
}

/**
 * The Python that environments are made with: `PENSTOCK_PYTHON` when set, else the first of python3.13 … python3.10, python3, python
 * on the PATH that is 3.10 or newer. Throws one sentence when there is none.
 */
export async function findPython(): Promise<FoundPython> {
  const chosen = process.env["PENSTOCK_PYTHON"];
  if (chosen) {
    const found = await probe(chosen);
    if (found && isRecentEnough(found.version)) return found;
    const what = found ? `is Python ${found.version}` : "is not a Python that starts";
    throw new Error(`PENSTOCK_PYTHON=${chosen} ${what}; set it to a Python 3.10 or newer.`);
  }
  const tooOld: string[] = [];
  for (const name of NAMES) {
    const found = await probe(name);
    if (found && isRecentEnough(found.version)) return found;
    if (found) tooOld.push(`${name} is ${found.version}`);
  }
  const seen = tooOld.length ? ` (${tooOld.join(", ")})` : "";
  throw new Error(
    `No Python 3.10 or newer was found on the PATH${seen}; install one, or set PENSTOCK_PYTHON to its path.`,
  );
}
