import { rest } from "../../../../server/rest.ts";
import { services } from "../../../../server/services.ts";
import { readLimited } from "../../../../server/triggers/read-limited.ts";
import { receiveWebhook } from "../../../../server/triggers/receive-webhook.ts";

/** Starts a run by a signed message; the signature is the only way in. Answers `{runId, repeated}`. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return rest(async ({ headers }) => {
    const body = await readLimited(request);
    const answer = await receiveWebhook(services(), id, headers, body);
    return Response.json(answer, { status: answer.repeated ? 200 : 202 });
  })(request);
}
