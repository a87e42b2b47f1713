import { constants } from "node:fs";
import { open, readdir, realpath, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { and, eq } from "drizzle-orm";
import { trigger as triggerTable } from "../../db/schema/triggers.ts";
import { fileNamePattern } from "../../workflows/core/glob.ts";
import type { Actor } from "../context.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { PenstockError } from "../errors.ts";
import { can } from "../rights.ts";
import { runActor } from "../actors/run-actor.ts";
import { triggersWhere, type Trigger } from "./find.ts";
import { fire, type Firing, type TriggerServices } from "./fire.ts";

export interface FolderServices extends TriggerServices {
  /** Folders under which watched ones must lie. */
  folders: readonly string[];
}

/** How the sentence begins that says a folder cannot be read. */
const THE_FOLDER = "The folder '";

/** What the sentence says where whoever published the trigger has lost their right. */
const NO_RIGHT = "may take no files into this workspace any more";

/** A file that changed so recently may still be written to. */
const SETTLE_MS = 3_000;
/** At most so many runs for one look; the next look goes on. */
const MAX_FILES = 100;

/**
 * Starts a run for each file of new content in a trigger's folder. Half-written files wait for the next look, and all of them
 * while the trigger is paused or its publisher may start nothing.
 */
export async function scanFolder(
  services: FolderServices,
  trigger: Trigger,
): Promise<{ started: number }> {
  const { spec } = trigger;
  if (spec.type !== "folder" || trigger.paused) return { started: 0 };
  try {
    const actor = await publisher(services, trigger);
    const folder = await allowedFolder(services.folders, spec.path);
    const matches = fileNamePattern(spec.pattern ?? "*") as (name: string) => boolean;
    const names = (await readdir(folder)).filter((name) => matches(name)).sort();
    const { seen, started, fault } = await lookAt({ ...services, actor }, trigger, folder, names);
    await note(services, trigger, {
      ...(JSON.stringify(seen) === JSON.stringify(trigger.seen ?? {}) ? {} : { seen }),
      ...(fault ? { lastError: fault } : {}),
      ...(!fault && isOfLooking(trigger.lastError) ? { lastError: null } : {}),
    });
    return { started };
  } catch (error) {
    const message = sentenceOf(error, spec.path);
    if (message === null) throw error;
    await note(services, trigger, message === trigger.lastError ? {} : { lastError: message });
    return { started: 0 };
  }
}

async function note(
  { db }: TriggerServices,
  { id, version }: Trigger,
  change: { seen?: Record<string, string>; lastError?: string | null },
): Promise<void> {
  // A version that has taken over meanwhile looks for itself.
  const isIt = and(eq(triggerTable.id, id), eq(triggerTable.version, version));
  if (Object.keys(change).length > 0) await db.update(triggerTable).set(change).where(isIt);
}

/** Who published the version; refused when they may upload no files, as every run of a folder does. */
async function publisher(services: FolderServices, trigger: Trigger): Promise<Actor> {
  const { workspaceId, publishedBy: startedBy, version, pipeline } = trigger;
  const actor = await runActor(services.db, { workspaceId, startedBy });
  if (!can(actor.role, "datasets.write"))
    throw new PenstockError(
      "forbidden",
      `${actor.name}, who published version ${version} of ${pipeline}, ${NO_RIGHT}: somebody who may has to publish it again.`,
    );
  return actor;
}

/** Whether it is not about a file, but about looking at all. */
export function isOfLooking(lastError: string | null): boolean {
  return lastError !== null && (lastError.startsWith(THE_FOLDER) || lastError.includes(NO_RIGHT));
}

async function lookAt(
  services: FolderServices & { actor: Actor },
  trigger: Trigger,
  folder: string,
  names: readonly string[],
): Promise<{ seen: Record<string, string>; started: number; fault: string | null }> {
  let fault: string | null = null;
  const before = trigger.seen ?? {};
  const seen: Record<string, string> = {};
  let started = 0;
  let looked = 0;
  let isHeld = false;
  for (const name of names) {
    const file = await openPlain(path.join(folder, name));
    if (!file) continue;
    try {
      const mark = await markOf(file);
      if (before[name] === mark) seen[name] = mark;
      else if (!isHeld && looked < MAX_FILES && !(await isYoung(file))) {
        looked++;
        let isDone = true;
        try {
          const firing = await startFor(services, trigger, name, file);
          if (firing.outcome === "started" && !firing.repeated) started++;
          isHeld = firing.outcome === "skipped";
          isDone = isForGood(firing);
        } catch (error) {
          if (!(error instanceof PenstockError) || error.code === "unavailable") throw error;
          fault = `${name}: ${error.message}`;
        }
        // Written to while it was read: the next look takes it as it is then.
        if (isDone && (await markOf(file)) === mark) seen[name] = mark;
      }
    } finally {
      await file.close();
    }
  }
  return { seen, started, fault };
}

/** Whether a file has had its run, or will not get one from this version, whoever has which right. */
function isForGood(firing: Firing): boolean {
  if (firing.outcome === "refused") return firing.error.code !== "forbidden";
  return firing.outcome === "started";
}

/** Uploads the file and starts the run of its content, unless that content has had its run. */
async function startFor(
  services: FolderServices & { actor: Actor },
  trigger: Trigger,
  name: string,
  file: FileHandle,
): Promise<Firing> {
  const { size } = await file.stat();
  const stream = file.createReadStream({ autoClose: false, start: 0 });
  const { hash, source, fileName } = await saveUpload(services, stream, name);
  const { id, version, paused } = triggerTable;
  const goesOn = and(eq(id, trigger.id), eq(version, trigger.version), eq(paused, false));
  if ((await triggersWhere(services.db, goesOn)).length === 0)
    return { outcome: "skipped", detail: "The trigger was paused, or replaced, meanwhile." };
  return fire(services, trigger, {
    key: `file:${hash}`,
    facts: { file: { name: fileName, source, hash, bytes: size } },
  });
}

/** Opens a regular file; null for anything else, and for links, which could lead anywhere. */
export async function openPlain(file: string): Promise<FileHandle | null> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (["ELOOP", "ENOENT", "ENXIO", "EACCES", "EISDIR"].includes(codeOf(error))) return null;
    throw error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  return null;
}

async function markOf(file: FileHandle): Promise<string> {
  const { mtimeMs, size, ino } = await file.stat();
  return `${mtimeMs}:${size}:${ino}`;
}

async function isYoung(file: FileHandle): Promise<boolean> {
  const { mtimeMs, ctimeMs } = await file.stat();
  // A copied file may keep the time of another clock, which may lie ahead.
  return Date.now() - Math.min(mtimeMs, ctimeMs) < SETTLE_MS;
}

/**
 * The real folder behind a trigger's path, which may be absolute or relative to one of the allowed folders.
 * @throws PenstockError when it lies under none of them, also by way of a link
 */
export async function allowedFolder(roots: readonly string[], wanted: string): Promise<string> {
  for (const root of roots) {
    const base = await realpath(root).catch(() => null);
    if (base === null) continue;
    const real = await realpath(path.resolve(base, wanted)).catch(() => null);
    if (real !== null && (real === base || real.startsWith(`${base}${path.sep}`))) return real;
  }
  throw new PenstockError(
    "bad-request",
    `${THE_FOLDER}${wanted}' is not there, or lies outside the folders that pipelines may read: make it there, or name its own with PENSTOCK_FOLDERS.`,
  );
}

function sentenceOf(error: unknown, folder: string): string | null {
  if (error instanceof PenstockError && error.code !== "unavailable") return error.message;
  const code = codeOf(error);
  if (code === "EACCES" || code === "ENOTDIR" || code === "ENOENT")
    return `${THE_FOLDER}${folder}' cannot be read (${code}): see that it is a folder the worker may read.`;
  return null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
