import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const HELPER = fileURLToPath(new URL("./exit-with-parent.ts", import.meta.url));

const SCRIPT = `
  import { exitWithParent, sayReady } from ${JSON.stringify(HELPER)};
  exitWithParent(async () => console.log("tidied"));
  setInterval(() => undefined, 1000);
  sayReady();
`;

test("a process ends by itself, tidily, when the channel to its supervisor breaks", async (t) => {
  const flags = ["--import", "tsx", "--input-type=module", "-e", SCRIPT];
  const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  t.after(() => child.kill("SIGKILL"));
  assert.ok(child.stdout);
  const output = text(child.stdout);
  const [message] = await once(child, "message");
  assert.deepEqual(message, { type: "ready" });
  child.disconnect();
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  assert.equal(await output, "tidied\n");
});
