import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { EnvironmentGroup } from "../core/step-context.ts";
import { findPython } from "./find-python.ts";
import { withFolderLock } from "./folder-lock.ts";
import { environmentLockHash, lockFiles } from "./lock-files.ts";
import { runCommand } from "./run-command.ts";

type EnsureOptions = {
  cacheDir: string;
  group: EnvironmentGroup;
  log: (line: string) => void;
  signal?: AbortSignal;
};

/** Written last, inside the folder: a folder without it was not finished. */
const MARKER = "penstock-environment.json";

/** Where the group's environment lies; a changed lock file means another folder, so an upgrade never breaks a running trainer. */
export function environmentFolder(cacheDir: string, group: EnvironmentGroup): string {
  return join(cacheDir, "python", `${group}-${environmentLockHash(group).slice(0, 16)}`);
}

function pythonIn(folder: string): string {
  return process.platform === "win32"
    ? join(folder, "Scripts", "python.exe")
    : join(folder, "bin", "python");
}

/** The path of the group's Python when its environment is complete, else null. Looks at two files; starts nothing. */
export function environmentReady(cacheDir: string, group: EnvironmentGroup): string | null {
  const folder = environmentFolder(cacheDir, group);
  const python = pythonIn(folder);
  return existsSync(join(folder, MARKER)) && existsSync(python) ? python : null;
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-12).join("\n");
}

async function installWith(
  installers: { name: string; command: string; args: string[] }[],
  { log, signal }: Pick<EnsureOptions, "log" | "signal">,
): Promise<void> {
  let reason = "";
  for (const { name, command, args } of installers) {
    const result = await runCommand(command, args, { signal });
    if (result.ok) return;
    signal?.throwIfAborted();
    reason = `${name} said: ${lastLines(result.stderr || result.stdout)}`;
    log(`${name} could not install the packages: ${lastLines(result.stderr).split("\n").at(-1)}`);
  }
  throw new Error(
    `The Python packages could not be installed; check the network and the package index that pip is set up with, then try again. ${reason}`,
  );
}

async function build(folder: string, options: EnsureOptions): Promise<string> {
  const { group, log, signal } = options;
  const started = Date.now();
  const base = await findPython();
  const temporary = `${folder}.${process.pid}.tmp`;
  await rm(temporary, { recursive: true, force: true });
  const python = pythonIn(temporary);
  let uv = (await runCommand("uv", ["--version"])).ok
    ? { command: "uv", args: [] as string[] }
    : null;
  log(
    `making the Python environment "${group}" with Python ${base.version} and ${uv ? "uv" : "pip"}` +
      (group === "torch" ? " (several gigabytes, once)" : ""),
  );
  try {
    if (uv) {
      const made = await runCommand(
        "uv",
        ["venv", "--quiet", "--seed", "--python", base.path, temporary],
        {
          signal,
        },
      );
      if (!made.ok) uv = null;
    }
    if (!uv) {
      await rm(temporary, { recursive: true, force: true });
      const made = await runCommand(base.path, ["-m", "venv", temporary], { signal });
      signal?.throwIfAborted();
      if (!made.ok) {
        throw new Error(
          `Python ${base.version} at ${base.path} could not make a virtual environment; install its venv module ` +
            `(Debian: python3-venv) or uv. It said: ${lastLines(made.stderr || made.stdout)}`,
        );
      }
      const got = await runCommand(python, ["-m", "pip", "install", "--quiet", "uv"], { signal });
      if (got.ok) uv = { command: python, args: ["-m", "uv"] };
    }
    // One file after another: pip refuses a package that two requirement files name.
    for (const lock of lockFiles(group)) {
      const common = [
        "install",
        "--quiet",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "-r",
        lock,
      ];
      await installWith(
        [
          ...(uv
            ? [
                {
                  name: "uv",
                  command: uv.command,
                  args: [...uv.args, "pip", ...common, "--compile-bytecode", "--python", python],
                },
              ]
            : []),
          { name: "pip", command: python, args: ["-m", "pip", ...common] },
        ],
        options,
      );
    }
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    const record = { group, lock: environmentLockHash(group), python: base.version, seconds };
    await writeFile(join(temporary, MARKER), JSON.stringify(record));
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
    log(`the Python environment "${group}" is ready after ${seconds} s`);
    return pythonIn(folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    // Somebody else may have finished the same folder in the meantime.
    const ready = environmentReady(options.cacheDir, group);
    if (ready) return ready;
    throw error;
  }
}

async function removeLeftovers(folder: string): Promise<void> {
  const parent = dirname(folder);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${basename(folder)}.`) || !name.endsWith(".tmp")) continue;
    await rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 }).catch(
      () => undefined,
    );
  }
}

/**
 * Makes the group's environment unless it is there, and returns the path of its Python. Several processes may call it at once: one builds,
 * the others wait. A build that was killed is begun again, and never mistaken for a finished one. Throws a sentence that says what to do when
 * there is no Python 3.10, when packages cannot be fetched, or when `signal` is aborted.
 */
export async function ensureEnvironment(options: EnsureOptions): Promise<string> {
  const { cacheDir, group, log, signal } = options;
  const ready = environmentReady(cacheDir, group);
  if (ready) return ready;
  const folder = environmentFolder(cacheDir, group);
  await mkdir(dirname(folder), { recursive: true });
  return withFolderLock(
    `${folder}.lock`,
    async () => {
      await removeLeftovers(folder);
      return build(folder, options);
    },
    {
      onWait: (pid) =>
        log(`waiting for process ${pid}, which is making the Python environment "${group}"`),
      isDone: () => Promise.resolve(environmentReady(cacheDir, group)),
      signal,
    },
  );
}
