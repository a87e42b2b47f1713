import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { limitPauses } from "../../../server/datasets/limit-pauses.ts";
import { fileNameOf, saveUpload } from "../../../server/datasets/save-upload.ts";
import { PenstockError } from "../../../server/errors.ts";
import { rest } from "../../../server/rest.ts";

/** Keeps the body, whose name is in `x-file-name` (URI-encoded). Answers `{hash, bytes, fileName, source}`. */
export const POST = rest("datasets.write", async (ctx, request) => {
  if (!request.body) throw new PenstockError("bad-request", "Send the file as the request's body.");
  const stream = Readable.fromWeb(request.body as ReadableStream);
  return Response.json(await saveUpload(ctx, limitPauses(stream), fileNameOf(request.headers)));
});
