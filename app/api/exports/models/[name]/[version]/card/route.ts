import { attachment } from "../../../../../../../server/exports/attachment.ts";
import { modelCardText } from "../../../../../../../server/exports/model-card.ts";
import { namedVersion } from "../../../../../../../server/exports/schemas.ts";
import { rest } from "../../../../../../../server/rest.ts";

/** The version's model card as Markdown. */
export const GET = rest("workspace.read", async (ctx, _request, params) => {
  const { name, number } = namedVersion(params);
  return attachment(await modelCardText(ctx, { name, number }), {
    type: "text/markdown; charset=utf-8",
    name: `${name}-v${number}-model-card.md`,
  });
});
