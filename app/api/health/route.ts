import { health } from "../../../server/health.ts";
import { openRoute } from "../../../server/rest.ts";

export const dynamic = "force-dynamic";

export const GET = openRoute("what watches a machine has no account", async () => {
  const state = await health();
  return Response.json(state, {
    status: state.status === "ok" ? 200 : 503,
    headers: { "cache-control": "no-store" },
  });
});
