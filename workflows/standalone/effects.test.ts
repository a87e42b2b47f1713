import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { ArtifactRef } from "../core/artifact.ts";
import type { RegisterModel } from "../core/step-context.ts";
import { fileEffects } from "./effects.ts";
import { changeJsonFile, readJsonFile } from "./json-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "penstock-standalone-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ref: ArtifactRef = { type: "model", hash: "a".repeat(64), bytes: 1, meta: {} };
const model: RegisterModel = {
  name: "risk",
  description: "",
  intendedUse: "",
  model: ref,
  evaluation: null,
  report: null,
  metrics: {},
  signature: null,
};
const effectsOf = (run: string, node: string, payload?: { outcome: string }) =>
  fileEffects(
    folder,
    { run, node },
    payload && { key: "review", actorId: "ben", payload: { comment: "so", ...payload } },
  );

test("a step of a run registers one version, opens one review and deploys once, however often it is called", async () => {
  const first = await effectsOf("run-1", "register").registerModel(model);
  assert.deepEqual(await effectsOf("run-1", "register").registerModel(model), first);
  const second = await effectsOf("run-2", "register").registerModel(model);
  assert.deepEqual([first.version, second.version], [1, 2]);

  const open = { modelVersionId: first.id, title: "", instructions: "", evidence: [] };
  const review = await effectsOf("run-1", "review").openReview(open);
  assert.deepEqual(await effectsOf("run-1", "review").openReview(open), review);
  const close = () =>
    effectsOf("run-1", "review", { outcome: "approved" }).reviewOutcome(review.reviewId);
  assert.deepEqual(await close(), { outcome: "approved", status: "approved" });
  // The first decision stands.
  const late = effectsOf("run-1", "review", { outcome: "rejected" });
  assert.deepEqual(await late.reviewOutcome(review.reviewId), await close());

  const deploy = (run: string) =>
    effectsOf(run, "deploy").deploy({ endpoint: "risk", modelVersionId: first.id });
  assert.equal((await deploy("run-1")).revision, 1);
  assert.equal((await deploy("run-1")).revision, 1);
  assert.equal((await deploy("run-3")).revision, 2);
});

test("a version that is not approved is not deployed, and an undecided review cannot be closed", async () => {
  const { id } = await effectsOf("run-1", "register").registerModel(model);
  const deploy = effectsOf("run-1", "deploy").deploy({ endpoint: "risk", modelVersionId: id });
  await assert.rejects(deploy, /risk version 1 is pending, not approved/);
  const open = { modelVersionId: id, title: "", instructions: "", evidence: [] };
  const { reviewId } = await effectsOf("run-1", "review").openReview(open);
  await assert.rejects(
    effectsOf("run-1", "review").reviewOutcome(reviewId),
    /has not been decided/,
  );
  const rejected = await effectsOf("run-1", "review", {
    outcome: "changes-requested",
  }).reviewOutcome(reviewId);
  assert.deepEqual(rejected, { outcome: "changes-requested", status: "rejected" });
});

test("changes of one file at the same time are all kept", async () => {
  const file = path.join(folder, "numbers.json");
  await Promise.all(
    [1, 2, 3, 4].map((n) => changeJsonFile<number[], number>(file, [], (all) => all.push(n))),
  );
  assert.deepEqual(new Set(await readJsonFile<number[]>(file)), new Set([1, 2, 3, 4]));
});
