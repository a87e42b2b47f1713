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

test("what a stream refuses has the status of its refusal", async () => {
  const streams = router({
    follow: procedure("workspace.read").subscription(async function* () {
      yield* [];
      throw new PenstockError("not-found", "There is none.");
    }),
  });
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: new Request("http://localhost/api/trpc/follow", {
      headers: { accept: "text/event-stream" },
    }),
    router: streams,
    createContext: () => ({ actor }) as RequestContext,
  });
  const text = await response.text();
  assert.match(text, /There is none/);
  assert.match(text, /"code":"NOT_FOUND","httpStatus":404/);
});
