import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { choosePorts } from "./ports.ts";

const ANY = { web: 0, serving: 0, postgres: 0, temporal: 0, temporalUi: 0 };

function makeHome(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), "penstock-ports-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

async function listen(t: TestContext, port = 0): Promise<number> {
  const server: Server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("chosen ports are all different and remembered for the next start", async (t) => {
  const home = makeHome(t);
  const first = await choosePorts(home, ANY, "127.0.0.1");
  assert.equal(new Set(Object.values(first)).size, 5);
  assert.deepEqual(await choosePorts(home, {}, "127.0.0.1"), first);
});

test("a remembered port that is taken since gives way to a free one", async (t) => {
  const home = makeHome(t);
  const first = await choosePorts(home, ANY, "127.0.0.1");
  await listen(t, first.web);
  const second = await choosePorts(home, {}, "127.0.0.1");
  assert.notEqual(second.web, first.web);
  assert.equal(second.postgres, first.postgres);
});

test("a port that was asked for and is taken is an error that names the variable", async (t) => {
  const home = makeHome(t);
  const taken = await listen(t);
  await assert.rejects(
    choosePorts(home, { ...ANY, postgres: taken }, "127.0.0.1"),
    new RegExp(`Port ${taken} for postgres is taken: .*PENSTOCK_POSTGRES_PORT`),
  );
});

test("two parts cannot be given the same port", async (t) => {
  const home = makeHome(t);
  const { web } = await choosePorts(home, ANY, "127.0.0.1");
  await assert.rejects(
    choosePorts(home, { ...ANY, web, serving: web }, "127.0.0.1"),
    /for serving is taken/,
  );
});
