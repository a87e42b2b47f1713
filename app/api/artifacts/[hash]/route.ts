import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { readable } from "../../../../server/artifacts-api/readable.ts";
import { authorize } from "../../../../server/context.ts";
import { ctxOf, rest } from "../../../../server/rest.ts";

/** The content with this SHA-256, as it is kept. */
export const GET = rest(async (request) => {
  const ctx = await ctxOf(request);
  authorize(ctx, "workspace.read");
  const file = await readable(ctx, new URL(request.url).pathname.split("/").at(-1)!);
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
});
