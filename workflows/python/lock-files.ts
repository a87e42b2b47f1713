import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EnvironmentGroup } from "../core/step-context.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

const NAMES: Record<EnvironmentGroup, string[]> = {
  tabular: ["requirements.lock"],
  "tabular-gpu": ["gpu.lock"],
  torch: ["requirements.lock", "torch.lock"],
};

/** The paths of the lock files that the group's environment is made from, in the order of installation. */
export function lockFiles(group: EnvironmentGroup): string[] {
  return NAMES[group].map((name) => join(HERE, name));
}

/** Hex SHA-256 over the group's lock files: what a run records to say which libraries trained its model. */
export function environmentLockHash(group: EnvironmentGroup): string {
  const hash = createHash("sha256");
  for (const file of lockFiles(group)) hash.update(readFileSync(/* turbopackIgnore: true */ file));
  return hash.digest("hex");
}

export interface LockedPackage {
  name: string;
  version: string;
  /** SHA-256 of each file that may be installed for it. */
  hashes: string[];
}

/**
 * The packages that the environment with this lock hash may hold, some by several versions and some twice: which of them are
 * installed follows from the Python and the system. Null when it was made from lock files of another Penstock.
 */
export function lockedPackages(lockHash: string): LockedPackage[] | null {
  const groups = Object.keys(NAMES) as EnvironmentGroup[];
  const group = groups.find((one) => environmentLockHash(one) === lockHash);
  if (group === undefined) return null;
  const text = lockFiles(group)
    .map((file) => readFileSync(/* turbopackIgnore: true */ file, "utf8"))
    .join("\n");
  // A package begins at the margin; its hashes follow on lines of their own.
  return text.split(/^(?=[A-Za-z0-9])/m).flatMap((entry) => {
    const [, name, version] = /^([A-Za-z0-9._-]+)==([^\s;\\]+)/.exec(entry) ?? [];
    if (!name || !version) return [];
    const hashes = [...entry.matchAll(/--hash=sha256:([0-9a-f]{64})/g)].map(([, hash]) => hash!);
    return [{ name, version, hashes }];
  });
}
