import assert from "node:assert/strict";
import { test } from "node:test";
import { authorize, type Actor } from "./context.ts";

const designer: Actor = {
  userId: "user_1",
  email: "dana@example.com",
  name: "Dana",
  workspaceId: "ws_1",
  role: "designer",
  via: "local",
};

test("a right that the role lacks is named to programs as well; one that only a key lacks is not, as another role would not help", () => {
  assert.throws(() => authorize({ actor: designer }, "audit.export"), {
    code: "forbidden",
    details: { right: "audit.export" },
  });
  assert.throws(() => authorize({ actor: { ...designer, rights: [] } }, "runs.start"), {
    code: "forbidden",
    details: undefined,
  });
});
