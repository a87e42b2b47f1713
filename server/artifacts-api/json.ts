import { readFile, stat } from "node:fs/promises";
import type { Json } from "../../workflows/core/json.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { readable } from "./readable.ts";

const LIMIT = 16 * 2 ** 20;

/** The content of a JSON artifact: a profile, a report, an evaluation, a model's description. */
export async function json(ctx: Ctx, { hash }: { hash: string }): Promise<Json> {
  authorize(ctx, "workspace.read");
  const file = await readable(ctx, hash);
  const { size } = await stat(file);
  if (size > LIMIT)
    throw new PenstockError("too-large", "This artifact is too large to be shown as JSON.");
  try {
    return JSON.parse(await readFile(file, "utf8")) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PenstockError("bad-request", "This artifact is not JSON.");
  }
}
