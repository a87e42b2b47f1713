import { openRoute } from "../../../server/rest.ts";
import { documentJsonSchema } from "../../../workflows/core/document.ts";

export const dynamic = "force-static";

export const GET = openRoute("the format of a pipeline is no secret", () =>
  Promise.resolve(
    Response.json(documentJsonSchema(), { headers: { "content-type": "application/schema+json" } }),
  ),
);
