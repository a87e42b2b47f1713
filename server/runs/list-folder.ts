import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Database } from "../../db/client.ts";
import { fileNamePattern } from "../../workflows/core/glob.ts";
import type { StepContext } from "../../workflows/core/step-context.ts";
import type { Artifacts } from "../artifacts.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { PenstockError } from "../errors.ts";
import { allowedFolder, openPlain } from "../triggers/scan-folder.ts";
import { runActor } from "../actors/run-actor.ts";
import type { RunFacts } from "./run-facts.ts";

/** The files of a folder by name, kept as uploads of the run's workspace. Sub-folders and links are left out. */
export async function listFolder(
  { db, artifacts, folders }: { db: Database; artifacts: Artifacts; folders: readonly string[] },
  run: RunFacts,
  wanted: string,
  pattern: string,
): ReturnType<StepContext["files"]> {
  const matching = fileNamePattern(pattern);
  if (typeof matching === "string")
    throw new PenstockError("bad-request", `The pattern '${pattern}' cannot be read: ${matching}`);
  const folder = await allowedFolder(folders, wanted);
  const actor = await db.transaction((tx) => runActor(tx, run));
  const found = [];
  for (const name of (await readdir(folder)).filter((file) => matching(file)).sort()) {
    const file = await openPlain(path.join(folder, name));
    if (!file) continue;
    try {
      const stream = file.createReadStream({ autoClose: false, start: 0 });
      const { source, bytes } = await saveUpload({ db, artifacts, actor }, stream, name);
      found.push({ name, bytes, source });
    } finally {
      await file.close();
    }
  }
  return found;
}
