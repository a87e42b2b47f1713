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
  return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream, {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(size),
      // Whatever it holds, a browser must not run it.
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
    },
  });
}
