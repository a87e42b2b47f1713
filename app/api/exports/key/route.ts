import { attachment } from "../../../../server/exports/attachment.ts";
import { publicKey } from "../../../../server/exports/public-key.ts";
import { rest } from "../../../../server/rest.ts";

/** The public key that this installation's signatures are checked with. */
export const GET = rest("workspace.read", async (ctx) =>
  attachment(publicKey(ctx), {
    type: "application/x-pem-file",
    name: "penstock-public-key.pem",
  }),
);
