import { jsonAttachment } from "../../../../../../../server/exports/attachment.ts";
import { bom } from "../../../../../../../server/exports/ml-bom.ts";
import { namedVersion } from "../../../../../../../server/exports/schemas.ts";
import { rest } from "../../../../../../../server/rest.ts";

/** The version's bill of materials, CycloneDX 1.6. */
export const GET = rest("workspace.read", async (ctx, _request, params) => {
  const { name, number } = namedVersion(params);
  return jsonAttachment(await bom(ctx, { name, number }), `${name}-v${number}.cdx.json`);
});
