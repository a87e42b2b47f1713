import assert from "node:assert/strict";
import { test } from "node:test";
import { contextOf } from "../test/support/context.ts";
import { freshWorkspace } from "../test/support/factories.ts";
import { startTestDatabase } from "../test/support/postgres.ts";
import { appRouter } from "./router.ts";
import { createCallerFactory } from "./trpc.ts";

test("what is not found says where what there is can be seen", async () => {
  const { db } = await startTestDatabase();
  const { admin } = await freshWorkspace(db);
  const caller = createCallerFactory(appRouter)(contextOf(db, admin));
  const why = "It is not there.";
  const refusals: [() => Promise<unknown>, string, string][] = [
    [() => caller.models.get({ name: "none" }), "no model 'none'", "penstock models list"],
    [() => caller.risk.get({ name: "none" }), "no model 'none'", "penstock models list"],
    [
      () => caller.models.version({ name: "none", number: 3 }),
      "no version 3 of a model 'none'",
      "penstock models show none",
    ],
    [
      () => caller.documentation.get({ modelVersionId: "mv_none" }),
      "no model version 'mv_none'",
      "penstock models list",
    ],
    [() => caller.reviews.get({ id: "rev_1" }), "no review 'rev_1'", "penstock reviews list"],
    [
      () => caller.reviews.withdraw({ id: "rev_1", why }),
      "no review 'rev_1'",
      "penstock reviews list",
    ],
    [
      () => caller.comments.list({ reviewId: "rev_1" }),
      "no review 'rev_1'",
      "penstock reviews list",
    ],
    [
      () => caller.findings.reopen({ id: "find_1", why }),
      "no finding 'find_1'",
      "penstock reviews show",
    ],
    [
      () => caller.deployments.get({ name: "none" }),
      "no endpoint 'none'",
      "penstock deployments list",
    ],
    [
      () => caller.limits.remove({ key: "queue:gpu" }),
      "no limit 'queue:gpu'",
      "penstock limits list",
    ],
  ];
  for (const [refused, what, verb] of refusals)
    await assert.rejects(refused(), {
      code: "NOT_FOUND",
      message: new RegExp(
        `^There is ${what} in this workspace: see those there are .*'${verb}'\\.$`,
      ),
    });
});
