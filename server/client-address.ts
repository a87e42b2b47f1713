/**
 * The network address a request came from, as the server or the proxy next to it saw it: the last of `X-Forwarded-For`.
 * What stands before it is what the client said of itself.
 */
export function sourceOf(headers: Headers): string | undefined {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return last === "" ? undefined : last?.replace(/^::ffff:(?=\d+\.)/i, "");
}
