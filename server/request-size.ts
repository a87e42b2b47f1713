import { PenstockError } from "./errors.ts";

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
