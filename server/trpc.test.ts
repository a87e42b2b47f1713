import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Actor } from "./context.ts";
import { PenstockError } from "./errors.ts";
import { procedure, router, type RequestContext } from "./trpc.ts";

const actor: Actor = {
  userId: "user_1",
  email: "dana@example.com",
  name: "Dana",
  workspaceId: "ws_1",
  role: "designer",
  via: "local",
};

test("what a stream refuses has the status and the number of its refusal, as what a call refuses", async () => {
  const none = new PenstockError("not-found", "There is none.");
  const refusing = router({
    get: procedure("workspace.read").query(() => {
      throw none;
    }),
    follow: procedure("workspace.read").subscription(async function* () {
      yield* [];
      throw none;
    }),
  });
  const answer = async (name: string, accept: string) => {
    const response = await fetchRequestHandler({
      endpoint: "/api/trpc",
      req: new Request(`http://localhost/api/trpc/${name}`, { headers: { accept } }),
      router: refusing,
      createContext: () => ({ actor }) as RequestContext,
    });
    return response.text();
  };
  for (const text of [
    await answer("get", "application/json"),
    await answer("follow", "text/event-stream"),
  ]) {
    assert.match(text, /"message":"There is none\."/);
    assert.match(text, /"code":-32004/);
    assert.match(text, /"code":"NOT_FOUND","httpStatus":404/);
  }
});
