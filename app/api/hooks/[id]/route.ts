import { openRoute } from "../../../../server/rest.ts";
import { systemServices } from "../../../../server/services.ts";
import { readLimited } from "../../../../server/triggers/read-limited.ts";
import { receiveWebhook } from "../../../../server/triggers/receive-webhook.ts";

/** Starts a run by a signed message. Answers `{runId, repeated}`. */
export const POST = openRoute(
  "the message's signature is the only way in",
  async (request, { id }) => {
    const body = await readLimited(request);
    const answer = await receiveWebhook(systemServices(), String(id), request.headers, body);
    return Response.json(answer, { status: answer.repeated ? 200 : 202 });
  },
);
