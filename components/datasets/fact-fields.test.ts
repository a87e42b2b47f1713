import assert from "node:assert/strict";
import { test } from "node:test";
import { changedFacts, factsOf } from "./fact-fields.tsx";

test("only what was changed in the form is sent", () => {
  const begun = factsOf();
  assert.deepEqual(changedFacts(begun, begun), {}, "a new dataset's form has said nothing yet");
  const said = { ...begun, purpose: "Tests ", classification: "restricted" } as const;
  assert.deepEqual(changedFacts({ ...said, purpose: " Tests", personalData: true }, said), {
    personalData: true,
  });
  assert.deepEqual(changedFacts(begun, said), { purpose: "", classification: "internal" });
});
