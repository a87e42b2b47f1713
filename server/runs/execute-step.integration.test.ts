import assert from "node:assert/strict";
import { before, test } from "node:test";
import { z } from "zod";
import type { Database } from "../../db/client.ts";
import { temporaryArtifacts } from "../../test/support/deployed-model.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { freshRun } from "../../test/support/registry.ts";
import {
  defineStep,
  type StepAnswer,
  type StepDefinition,
} from "../../workflows/core/define-step.ts";
import type { Artifacts } from "../artifacts.ts";
import { executeStep, type StepServices } from "./execute-step.ts";

let database: TestDatabase;
let artifacts: Artifacts;
let home: string;

before(async () => {
  database = await startTestDatabase();
  ({ artifacts, home } = await temporaryArtifacts());
});

const step = defineStep({
  kind: "test.answering",
  version: 1,
  title: "Answering",
  description: "",
  icon: "flask",
  category: "control",
  config: z.strictObject({}),
  inputs: {},
  outputs: {},
  onReproduce: "repeat",
  example: {},
}) as unknown as StepDefinition;

/** The real database; the connection is gone when the first transaction is committed, before its answer comes. */
function losingAnAnswer(db: Database): Database {
  let isLost = false;
  const transaction: Database["transaction"] = async (act, config) => {
    const answer = await db.transaction(act, config);
    if (isLost) return answer;
    isLost = true;
    throw Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  };
  return new Proxy(db, {
    get: (target, name) =>
      name === "transaction" ? transaction : (Reflect.get(target, name, target) as unknown),
  });
}

/** By the name that the reply has for it too. */
const SUSPENDING: Record<string, StepAnswer> = {
  wait: { wait: () => Promise.resolve({ key: "k", refuse: [], waitingFor: "somebody" }) },
  items: { items: [1, 2, 3] },
  child: { child: () => Promise.resolve({ runId: "run-below" }) },
};

for (const [what, answer] of Object.entries(SUSPENDING))
  test(`an attempt that asks for its ${what} is not lost when it is written down and the answer of Postgres is lost`, async () => {
    const { designer } = await freshWorkspace(database.db);
    const run = await freshRun(database.db, { author: designer });
    const db = losingAnAnswer(database.db);
    const reply = await executeStep(
      { db, artifacts, tmp: home } as StepServices,
      { kind: step.kind, step, run: () => Promise.resolve(answer) },
      {
        runId: run.id,
        node: {
          id: "ask",
          kind: "test.answering",
          stepVersion: 1,
          queue: "control",
          cache: false,
          config: {},
        },
        inputs: {},
      },
      new AbortController().signal,
      { isFirst: true, workflowId: run.workflowId },
    );
    assert.deepEqual(Object.keys(reply), [what]);
    const attempts = await database.sql`
      select attempt, status from step_run where run_id = ${run.id}`;
    const status = what === "wait" ? "waiting" : "running";
    assert.deepEqual(
      attempts.map((row) => ({ ...row })),
      [{ attempt: 1, status }],
    );
    const told = await database.sql`
      select 1 from run_event where run_id = ${run.id} and data ? 'reason' and data ->> 'reason' is not null`;
    assert.equal(told.length, 1);
  });
