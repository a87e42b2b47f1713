import { readFile } from "node:fs/promises";
import path from "node:path";
import { repoRoot } from "../../home.ts";

/** A package at its place, as npm writes it. */
interface Locked {
  version?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  dev?: boolean;
  devOptional?: boolean;
}

/** What `package-lock.json` says of each place: `node_modules/a/node_modules/b`, and "" for the project itself. */
export type Lock = Record<string, Locked>;

/** The product's own, which names no registry: packages come from the one that npm is set to. */
export async function ownLock(): Promise<Lock> {
  const text = await readFile(path.join(repoRoot, "package-lock.json"), "utf8");
  return (JSON.parse(text) as { packages: Lock }).packages;
}

/** Writes `package-lock.json`: of the product's packages those that the project needs, where they are for the product too. */
export function packageLock(packageJson: string, lock: Lock): string {
  const { name, version, dependencies, devDependencies, engines } = JSON.parse(
    packageJson,
  ) as Record<string, Record<string, string>>;
  const needed = placesOf(Object.keys(dependencies!), lock);
  const forChecks = placesOf(Object.keys(devDependencies!), lock);
  const places = [...needed, ...forChecks].sort();
  const packages = Object.fromEntries(
    places.map((place) => {
      // Which are for checks alone is not the same here.
      const locked = { ...lock[place], devOptional: undefined };
      return [place, { ...locked, dev: needed.has(place) ? undefined : true }];
    }),
  );
  const project = { name, version, dependencies, devDependencies, engines };
  const content = {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: { "": project, ...packages },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Where packages are, and all that they need. */
function placesOf(names: readonly string[], lock: Lock): Set<string> {
  const found = new Set<string>();
  const pending = names.map((name) => ({ name, from: "" }));
  for (const { name, from } of pending) {
    const place = placeOf(name, from, lock);
    if (place === null || found.has(place)) continue;
    found.add(place);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } =
      lock[place]!;
    const peers = Object.keys(peerDependencies ?? {}).filter(
      (peer) => !peerDependenciesMeta?.[peer]?.optional,
    );
    for (const needed of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers])
      pending.push({ name: needed, from: place });
  }
  return found;
}

/** Where Node finds a package that another one imports: with that one, or with whatever that stands in. */
function placeOf(name: string, from: string, lock: Lock): string | null {
  const place = path.posix.join(from, "node_modules", name);
  if (place in lock) return place;
  if (from === "") return null;
  return placeOf(name, from.slice(0, from.lastIndexOf("node_modules/")).replace(/\/$/, ""), lock);
}
