import { attachment } from "../../../../../../server/exports/attachment.ts";
import { pdf } from "../../../../../../server/exports/pdf.ts";
import { byId } from "../../../../../../server/reviews/schemas.ts";
import { rest } from "../../../../../../server/rest.ts";

/** The review on paper. */
export const GET = rest("workspace.read", async (ctx, _request, params) => {
  const { id } = byId.parse(params);
  const name = `review-${id}.pdf`;
  return attachment(await pdf(ctx, { id }), { type: "application/pdf", name });
});
