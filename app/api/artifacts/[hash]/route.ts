import { content } from "../../../../server/artifacts-api/content.ts";
import { rest } from "../../../../server/rest.ts";

/** The content with this SHA-256. */
export const GET = rest("workspace.read", (ctx, _request, { hash }) =>
  content(ctx, { hash: String(hash) }),
);
