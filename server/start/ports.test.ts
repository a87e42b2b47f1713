import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, Server, type AddressInfo } from "node:net";
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

test("a host that this machine does not have is an error that names the variable", async (t) => {
  const home = makeHome(t);
  for (const asked of [ANY, {}, { ...ANY, web: 34567 }])
    await assert.rejects(
      choosePorts(home, asked, "203.0.113.7"),
      /^Error: This machine cannot listen on 203\.0\.113\.7 \(EADDRNOTAVAIL\): set PENSTOCK_HOST/,
    );
});

test("a port that was asked for and is not allowed is an error that names the variable; one that was not gives way", async (t) => {
  const home = makeHome(t);
  const first = await choosePorts(home, ANY, "127.0.0.1");
  const { value: listen } = Object.getOwnPropertyDescriptor(Server.prototype, "listen")!;
  t.mock.method(Server.prototype, "listen", function (this: Server, ...given: [{ port: number }]) {
    if (given[0].port !== first.web) return Reflect.apply(listen, this, given) as Server;
    const error = Object.assign(new Error("listen EACCES"), { code: "EACCES" });
    process.nextTick(() => this.emit("error", error));
    return this;
  });
  await assert.rejects(
    choosePorts(home, { ...ANY, web: first.web }, "127.0.0.1"),
    new RegExp(`This user may not listen on port ${first.web} for web: .*PENSTOCK_WEB_PORT`),
  );
  assert.notEqual((await choosePorts(home, {}, "127.0.0.1")).web, first.web);
});
