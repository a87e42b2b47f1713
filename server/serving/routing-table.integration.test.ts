import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "drizzle-orm";
import { pointEndpoint } from "../deployments/point-endpoint.ts";
import { registeredVersion, temporaryArtifacts } from "../../test/support/deployed-model.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { until } from "../../test/support/until.ts";
import { readRoutes } from "./routing-table.ts";

test("an endpoint that is deployed while the table is read is there with the version it serves", async () => {
  const { db } = await startTestDatabase();
  const { artifacts } = await temporaryArtifacts();
  const people = await freshWorkspace(db);
  const version = () =>
    registeredVersion(db, artifacts, people, { name: "m", fixture: "regression" });
  const point = {
    workspaceId: people.workspaceId,
    endpoint: "e",
    reason: "",
    createdBy: people.designer.userId,
  };
  const [first, second] = [await version(), await version()];
  await db.transaction((tx) => pointEndpoint(tx, { ...point, modelVersionId: first.id }));

  const reading = await db.transaction(async (tx) => {
    await tx.execute(sql`lock table deployment`);
    const routes = readRoutes(db);
    // Whatever it can read without the endpoints it has read by then.
    await until("it waits for the endpoints, and reads nothing else", async () => {
      const [reader] = await db.execute<{ waits: boolean; reads: boolean }>(sql`
        select coalesce(bool_or(wait_event_type = 'Lock'), false) as waits,
          coalesce(bool_or(state = 'active' and wait_event_type is distinct from 'Lock'), false) as reads
        from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);
      return reader!.waits && !reader!.reads;
    });
    await pointEndpoint(tx, { ...point, modelVersionId: second.id });
    return { routes };
  });
  const routes = await reading.routes;
  assert.equal(routes.length, 1);
  assert.ok(routes[0]!.versions.has(routes[0]!.versionId));
});
