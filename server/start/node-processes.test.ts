import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { webSpec } from "./node-processes.ts";

const SCRIPT = `
  import { createServer } from "node:http";
  const server = createServer((_request, response) => response.end()).listen(0, "127.0.0.1", async () => {
    await fetch("http://127.0.0.1:" + server.address().port);
    console.log(JSON.stringify([server.requestTimeout, server.headersTimeout]));
    process.exit();
  });
`;

test("the web process gives an upload two hours, and its headers one minute", async () => {
  const { args } = webSpec({ host: "127.0.0.1", port: 1, dev: false }, process.env);
  const next = args.findIndex((one) => one.endsWith("/next"));
  const flags = [...args.slice(0, next), "--input-type=module", "-e", SCRIPT];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  assert.deepEqual(JSON.parse(stdout), [7_200_000, 60_000]);
});
