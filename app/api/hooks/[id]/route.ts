import { openRoute } from "../../../../server/rest.ts";
import { systemServices } from "../../../../server/services.ts";
import { MAX_WEBHOOK_BYTES, receiveWebhook } from "../../../../server/triggers/receive-webhook.ts";

/** Starts a run by a signed message. Answers `{runId, repeated}`. */
export const POST = openRoute(
  "the message's signature is the only way in",
  async (request, { id }) => {
    const body = Buffer.from(await request.arrayBuffer()).toString("utf8");
    const answer = await receiveWebhook(systemServices(), String(id), request.headers, body);
    return Response.json(answer, { status: answer.repeated ? 200 : 202 });
  },
  MAX_WEBHOOK_BYTES,
);
