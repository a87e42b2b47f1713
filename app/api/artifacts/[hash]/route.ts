import { content } from "../../../../server/artifacts-api/content.ts";
import { ctxOf, rest } from "../../../../server/rest.ts";

/** The content with this SHA-256. */
export const GET = rest(async (request) => {
  const hash = new URL(request.url).pathname.split("/").at(-1)!;
  return content(await ctxOf(request), { hash });
});
