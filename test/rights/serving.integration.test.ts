import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { before, test } from "node:test";
import type { FastifyInstance } from "fastify";
import { connect } from "../../db/client.ts";
import { log } from "../../server/log.ts";
import { createServing } from "../../server/serving/create-serving.ts";
import { inferenceKey, temporaryArtifacts } from "../support/deployed-model.ts";
import { startTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { atEnd } from "../support/servers.ts";
import { makeWorld, type World } from "./world.ts";

let database: TestDatabase;
let here: World;
let there: World;
let url: string;
const routes: { method: string; url: string; access: unknown }[] = [];

before(async () => {
  database = await startTestDatabase();
  const { artifacts } = await temporaryArtifacts();
  here = await makeWorld(database.db, artifacts);
  there = await makeWorld(database.db, artifacts);
  const { db, sql } = connect((await database.logins()).system);
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook("onRoute", ({ method, url: path, config }) => {
      for (const one of [method].flat())
        routes.push({ method: one, url: path, access: config?.access });
    });
  };
  subscribe("fastify.initialization", watch);
  const serving = await createServing({
    db,
    sql,
    artifacts,
    log,
    host: "127.0.0.1",
    port: 0,
    openToLocal: false,
    secret: "a secret of this test alone, long enough",
  });
  unsubscribe("fastify.initialization", watch);
  url = serving.url;
  atEnd(async () => {
    await serving.close();
    await sql.end({ timeout: 2 });
  });
});

const ask = (route: (typeof routes)[number], world: World, headers: Record<string, string>) =>
  fetch(url + route.url.replace(":name", world.endpoint).replace(":version", "1"), {
    method: route.method,
    headers,
    ...(route.method === "POST" ? { body: "{}" } : {}),
  });

test("every route of the serving process says who may ask it, and asks for a key where it says so", async () => {
  assert.ok(routes.length > 8);
  const hour = 3_600_000;
  const good = await inferenceKey(database.db, here.people);
  const bad = [
    await inferenceKey(database.db, here.people, { expiresAt: new Date(Date.now() - hour) }),
    await inferenceKey(database.db, here.people, { revokedAt: new Date() }),
    "pk_made-up",
    "pi_made.1.up",
  ];
  for (const route of routes) {
    const label = `${route.method} ${route.url}`;
    assert.ok(route.access, label);
    if (route.access !== "key") {
      assert.ok((route.access as { open: string }).open.length > 10, label);
      assert.equal((await ask(route, here, {})).status, 200, label);
      continue;
    }
    const own = await ask(route, here, { "x-api-key": good });
    // An empty question is none; the model is asked by it all the same.
    assert.equal(own.status, route.method === "POST" ? 400 : 200, `${label}: ${await own.text()}`);
    const far = await ask(route, there, { "x-api-key": good, "content-type": "application/json" });
    assert.equal(far.status, 404, label);
    assert.equal((await ask(route, here, {})).status, 401, label);
    for (const key of bad)
      assert.equal((await ask(route, here, { "x-api-key": key })).status, 401, `${label} ${key}`);
  }
});
