import assert from "node:assert/strict";
import dns, { type LookupAddress } from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { after, afterEach, before, test } from "node:test";
import { startReceiver, type Receiver } from "../../test/support/receiver.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { connect, post } from "./outgoing.ts";

type Lookup = (
  name: string,
  options: unknown,
  done: (error: null, addresses: LookupAddress[]) => void,
) => void;

let receiver: Receiver;
before(async () => {
  receiver = await startReceiver();
});
afterEach(() => delete process.env["PENSTOCK_ALLOW_HOSTS"]);
after(() => receiver.close());

const send = (url: string, timeoutMs = 5_000) =>
  post(new URL(url), {
    headers: { "content-type": "text/plain" },
    body: "hello",
    timeoutMs,
    signal: new AbortController().signal,
  });
const failsAs = (type: string, words: RegExp) => (error: unknown) =>
  error instanceof StepError && error.type === type && words.test(error.message);

/** All of them lead to this machine, or to the metadata of a cloud's. */
const INNER = [
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "0.0.0.0",
  "0",
  "localhost",
  "[::1]",
  "[::]",
  "[::127.0.0.1]",
  "[::10.0.0.1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[64:ff9b::7f00:1]",
  "169.254.169.254",
  "[fe80::1]",
  "[fd00::1]",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.0.1",
  "100.64.0.1",
];

for (const host of INNER)
  test(`${host} is refused, and nothing arrives`, async () => {
    for (const scheme of ["http", "https"])
      await assert.rejects(
        send(`${scheme}://${host}:${receiver.port}/`),
        failsAs("not-allowed", /inside this network/),
      );
    assert.deepEqual(receiver.received, []);
  });

for (const inner of [
  { address: "10.0.0.7", family: 4 },
  { address: "::7f00:1", family: 6 },
])
  test(`a name is refused when one of its addresses is ${inner.address}, whatever the others are`, async (t) => {
    const lookup = t.mock.method(dns, "lookup", ((_name, _options, done) =>
      done(null, [{ address: "93.184.215.14", family: 4 }, inner])) as Lookup);
    syncBuiltinESMExports();
    try {
      await assert.rejects(
        send("http://hooks.example.com/"),
        failsAs("not-allowed", /hooks\.example\.com is an address inside this network/),
      );
      assert.equal(lookup.mock.callCount(), 1);
    } finally {
      lookup.mock.restore();
      syncBuiltinESMExports();
    }
  });

test("other protocols than HTTP get no connection to an inner address either", async () => {
  for (const host of ["127.0.0.1", "localhost", "::1", "::127.0.0.1", "2130706433"])
    await assert.rejects(connect(host, receiver.port), /is not allowed/);
});

test("a host that PENSTOCK_ALLOW_HOSTS names is reached, by that name and port alone", async () => {
  process.env["PENSTOCK_ALLOW_HOSTS"] = `hooks.internal, LOCALHOST:${receiver.port}`;
  assert.equal((await send(receiver.url)).status, 204);
  assert.equal(receiver.received.splice(0).length, 1);
  await assert.rejects(send(`http://127.0.0.1:${receiver.port}/`), failsAs("not-allowed", /./));
  process.env["PENSTOCK_ALLOW_HOSTS"] = `localhost:${receiver.port + 1}`;
  await assert.rejects(send(receiver.url), failsAs("not-allowed", /./));
  process.env["PENSTOCK_ALLOW_HOSTS"] = "[::1]";
  assert.equal((await send(`http://[::1]:${receiver.port}/`)).status, 204);
  receiver.received.length = 0;
});

test("a redirect is an answer and is not followed", async () => {
  process.env["PENSTOCK_ALLOW_HOSTS"] = "localhost";
  const redirecting = await startReceiver([
    { status: 302, headers: { location: "http://169.254.169.254/latest/meta-data" } },
  ]);
  assert.equal((await send(redirecting.url)).status, 302);
  assert.equal(redirecting.received.length, 1);
  await redirecting.close();
});

test("of a long answer the beginning is read", async () => {
  process.env["PENSTOCK_ALLOW_HOSTS"] = "localhost";
  const talking = await startReceiver([{ status: 200, body: "x".repeat(50_000_000) }]);
  assert.equal((await send(talking.url)).body, "x".repeat(4_096));
  await talking.close();
});

test("who does not answer, is not there or has no name is worth another attempt", async () => {
  process.env["PENSTOCK_ALLOW_HOSTS"] = "localhost";
  const silent = createServer((socket) => void socket.resume());
  await new Promise<void>((resolve) => silent.listen(0, resolve));
  const { port } = silent.address() as AddressInfo;
  await assert.rejects(
    send(`http://localhost:${port}`, 100),
    failsAs("transient", /no answer within 0.1 s/),
  );
  await new Promise((resolve) => silent.close(resolve));
  await assert.rejects(
    send(`http://localhost:${port}`),
    failsAs("transient", /could not be reached/),
  );
  await assert.rejects(
    send("http://no-such-host.invalid/"),
    failsAs("transient", /no host|reached/),
  );
});
