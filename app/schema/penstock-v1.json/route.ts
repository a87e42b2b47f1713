import { documentJsonSchema } from "../../../workflows/core/document.ts";

export const dynamic = "force-static";

export function GET(): Response {
  return Response.json(documentJsonSchema(), {
    headers: { "content-type": "application/schema+json" },
  });
}
