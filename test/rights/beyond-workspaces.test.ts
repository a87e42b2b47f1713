import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { repoRoot } from "../../server/home.ts";

/** Who works beyond one workspace in the web process: before it is known which, or for what is a person's own. */
const BEYOND = [
  "app/api/hooks/[id]/route.ts",
  "server/actors/member-actor.ts",
  "server/actors/request-actor.ts",
  "server/health.ts",
  "server/invitations/accept.ts",
  "server/invitations/look.ts",
  "server/password/change.ts",
  "server/password/choose.ts",
  "server/password/link.ts",
  "server/password/make-link.ts",
  "server/second-factor/codes-left.ts",
  "server/second-factor/has-password.ts",
  "server/second-factor/off.ts",
  "server/second-factor/renew-codes.ts",
  "server/second-factor/reset.ts",
  "server/services.ts",
  "server/sessions/list.ts",
  "server/sessions/revoke.ts",
  "server/sign-in/auth-record.ts",
  "server/sign-in/auth.ts",
  "server/sign-in/first-user.ts",
  "server/sign-in/tries.ts",
  "server/workspace/create.ts",
  "server/workspace/me.ts",
  "server/workspace/switch.ts",
];

test("nobody but sign-in and what is a person's own looks beyond one workspace", () => {
  const found = ["app", "server", "workflows", "components"].flatMap((folder) =>
    readdirSync(path.join(repoRoot, folder), { recursive: true, encoding: "utf8" })
      .map((file) => path.join(folder, file))
      .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
      .filter((file) =>
        readFileSync(path.join(repoRoot, file), "utf8").includes("systemServices("),
      ),
  );
  assert.deepEqual(found.sort(), BEYOND);
});
