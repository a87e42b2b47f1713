import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { authorize, type Ctx } from "../context.ts";
import { readable } from "./readable.ts";

/** The content with this SHA-256, as it is kept, for a program to save. */
export async function content(ctx: Ctx, { hash }: { hash: string }): Promise<Response> {
  authorize(ctx, "workspace.read");
  const file = await readable(ctx, hash);
  const { size } = await stat(file);
  const body = Readable.toWeb(Readable.from(opened(file), { objectMode: false }), {
    strategy: { highWaterMark: 0 },
  });
  return new Response(body as ReadableStream, {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(size),
      // Whatever it holds, a browser must not run it.
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
    },
  });
}

/** Opens the file when it is first read from: the answer to HEAD has this body too, which nobody reads or closes. */
async function* opened(file: string) {
  yield* createReadStream(file);
}
