import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { fileNamePattern } from "../core/glob.ts";
import type { StepContext } from "../core/step-context.ts";
import { StepError } from "../core/step-error.ts";
import { projectFolder } from "./settings.ts";

/** The file behind a source: a path from the project's folder on. */
export async function localFile(source: string): ReturnType<StepContext["source"]> {
  const file = resolve(projectFolder, source);
  const found = await stat(file).catch(() => null);
  if (!found?.isFile())
    throw new StepError(
      "bad-data",
      `There is no file '${source}' in the project: put it there, or change the step's source.`,
    );
  const name = basename(file);
  return { file, name, origin: { type: "upload", fileName: name } };
}

/** The files of a folder that match a pattern, by name; the folder is a path from the project's folder on. */
export async function localFiles(
  folder: string,
  pattern: string,
): ReturnType<StepContext["files"]> {
  const path = resolve(projectFolder, folder);
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
  if (!entries)
    throw new StepError(
      "bad-data",
      `There is no folder '${folder}' in the project: make it, or change the step's folder.`,
    );
  const wanted = fileNamePattern(pattern);
  if (typeof wanted === "string")
    throw new StepError("bad-config", `The pattern '${pattern}' cannot be read: ${wanted}`);
  const names = entries
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map(({ name }) => name)
    .sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      bytes: (await stat(join(path, name))).size,
      source: `./${relative(projectFolder, join(path, name)).split(sep).join("/")}`,
    })),
  );
}
