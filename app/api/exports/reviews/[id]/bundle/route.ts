import { jsonAttachment } from "../../../../../../server/exports/attachment.ts";
import { bundle } from "../../../../../../server/exports/bundle.ts";
import { byId } from "../../../../../../server/reviews/schemas.ts";
import { rest } from "../../../../../../server/rest.ts";

/** The review as one signed JSON. */
export const GET = rest("audit.read", async (ctx, _request, params) => {
  const { id } = byId.parse(params);
  return jsonAttachment(await bundle(ctx, { id }), `review-${id}.json`);
});
