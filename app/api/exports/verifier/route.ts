import { attachment } from "../../../../server/exports/attachment.ts";
import { verifier } from "../../../../server/exports/public-key.ts";
import { rest } from "../../../../server/rest.ts";

/** The script that checks a bundle anywhere. */
export const GET = rest("workspace.read", async (ctx) =>
  attachment(await verifier(ctx), {
    type: "text/javascript; charset=utf-8",
    name: "verify-bundle.mjs",
  }),
);
