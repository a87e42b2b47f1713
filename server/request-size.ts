import { PenstockError } from "./errors.ts";

/** What a route for anybody reads of a body: a form of the sign-in pages has a few fields. */
export const MAX_OPEN_BYTES = 64 * 2 ** 10;

/** Larger than any pipeline that may run; files come by other ways. */
const MAX_REQUEST_BYTES = 8 * 2 ** 20;

/**
 * Refuses a request that would fill the memory, before anything of it is read.
 * @throws PenstockError `too-large` with the size and the limit; `bad-request` where a body's size is not told
 */
export function refuseLargeRequest({ method, headers }: Pick<Request, "method" | "headers">): void {
  if (method !== "POST") return;
  const told = headers.get("content-length");
  if (told === null)
    throw new PenstockError("bad-request", "Send the size of the request as its Content-Length.");
  const bytes = Number(told);
  if (!(bytes <= MAX_REQUEST_BYTES))
    throw new PenstockError(
      "too-large",
      `The request takes ${bytes} bytes; ${MAX_REQUEST_BYTES} are allowed: split the pipeline, or send data as a file.`,
    );
}

/**
 * The same request with its body in memory, read no further than the limit; nothing is read where its size is told and
 * too large.
 * @throws PenstockError `too-large`
 */
export async function limitBody(request: Request, maxBytes: number): Promise<Request> {
  const tooLarge = () =>
    new PenstockError(
      "too-large",
      `The body of this request may have ${maxBytes / 2 ** 10} KB at the most.`,
    );
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (!request.body) return request;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return new Request(request, { method: request.method, body: Buffer.concat(chunks) });
}
