import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { attachedEvidence } from "../../db/schema/governance.ts";
import { contextOf } from "../../test/support/context.ts";
import { temporaryArtifacts } from "../../test/support/deployed-model.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { decideNow, openedReview, setPolicy } from "../../test/support/registry.ts";
import type { Artifacts } from "../artifacts.ts";
import type { Actor } from "../context.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { get } from "../reviews/get.ts";
import { refresh } from "../reviews/refresh.ts";
import { attach } from "./attach.ts";
import { list } from "./list.ts";
import { withdraw } from "./withdraw.ts";

let db: Database;
let artifacts: Artifacts;
before(async () => {
  ({ db } = await startTestDatabase());
  ({ artifacts } = await temporaryArtifacts());
});

const ABOUT = { model: "credit-risk", version: 1 };
const as = (person: Actor) => contextOf(db, person, artifacts);
const upload = (person: Actor, content: string) =>
  saveUpload(as(person), Readable.from([content]), "leakage.txt", "evidence.attach");
const words = { requirement: "leakage", title: "Leakage check", note: "By hand.", value: null };

async function world() {
  const people = await freshWorkspace(db);
  await setPolicy(db, people.admin, {
    format: 1,
    evidence: [{ id: "leakage", kind: "leakage" }],
    stages: [{ id: "review", title: "Review" }],
  });
  const { review } = await openedReview(db, people);
  return { people, id: review.reviewId };
}

test("what the policy asks for and no step makes is attached by hand, and meets it from the next round on", async () => {
  const { people, id } = await world();
  await assert.rejects(decideNow(db, people.reviewer, id), /Leakage check \(missing\)/);
  const { hash, fileName } = await upload(people.reviewer, `Nothing leaks in ${id}.`);
  const made = await attach(as(people.reviewer), { ...ABOUT, ...words, hash, fileName });
  assert.deepEqual([made.own, made.staleReview], [false, id]);
  await assert.rejects(decideNow(db, people.reviewer, id), /Begin the next round/);
  await refresh(as(people.designer), { id });
  const { requirements, evidence } = await get(as(people.viewer), { id });
  assert.deepEqual([requirements[0]!.state, requirements[0]!.by], ["passed", "hand"]);
  assert.equal(evidence.at(-1)!.hash, hash);
  const done = await decideNow(db, people.reviewer, id);
  assert.equal(done.model.status, "approved");
});

test("what the model's own author attaches is shown as theirs", async () => {
  const { people } = await world();
  const { hash, fileName } = await upload(people.designer, "I checked it myself.");
  const made = await attach(as(people.designer), { ...ABOUT, ...words, hash, fileName });
  assert.equal(made.own, true);
  const { items } = await list(as(people.auditor), ABOUT);
  assert.equal(items[0]!.own, true);
});

test("only uploaded content is attached, and only for what the policy asks for", async () => {
  const { people } = await world();
  const { hash, fileName } = await upload(people.designer, "Something.");
  const one = { ...ABOUT, ...words, hash, fileName };
  await assert.rejects(
    attach(as(people.designer), { ...one, hash: "a".repeat(64) }),
    /no upload with that content/,
  );
  await assert.rejects(
    attach(as(people.designer), { ...one, requirement: "fairness" }),
    /asks for no 'fairness'. It asks for 'leakage'/,
  );
  await assert.rejects(attach(as(people.operator), one), /does not include 'evidence.attach'/);
});

test("whoever attached it withdraws it, once, and else nothing of it changes", async () => {
  const { people } = await world();
  const { hash, fileName } = await upload(people.designer, "Wrong.");
  const { id } = await attach(as(people.designer), { ...ABOUT, ...words, hash, fileName });
  const why = "It is about another model.";
  await assert.rejects(withdraw(as(people.reviewer), { id, why }), /Only who attached it/);
  await withdraw(as(people.designer), { id, why });
  await assert.rejects(withdraw(as(people.designer), { id, why }), /withdrawn already/);
  await assert.rejects(
    db.update(attachedEvidence).set({ withdrawnAt: null }).where(eq(attachedEvidence.id, id)),
  );
  const { items } = await list(as(people.auditor), ABOUT);
  assert.equal(items[0]!.withdrawnWhy, why);
});

test("a maker withdraws what they attached themselves, and not what somebody else did", async () => {
  const people = await freshWorkspace(db);
  await setPolicy(db, people.admin, {
    format: 1,
    evidence: [{ id: "leakage", kind: "leakage" }],
    stages: [{ id: "review", title: "Review" }],
  });
  await openedReview(db, people, { startedBy: people.admin });
  const second = await addPerson(db, people.workspaceId, "admin");
  const attached = async (person: Actor) =>
    attach(as(person), {
      ...ABOUT,
      ...words,
      ...(await upload(person, `Column 7 leaks, says ${person.name}.`)),
    });
  const [own, theirs] = [await attached(people.admin), await attached(people.reviewer)];
  const why = "It is about another model.";
  await withdraw(as(people.admin), { id: own.id, why });
  await assert.rejects(
    withdraw(as(people.admin), { id: theirs.id, why }),
    /^PenstockError: Four eyes: you made credit-risk version 1, .* by them, or by another admin/,
  );
  await withdraw(as(second), { id: theirs.id, why });
});
