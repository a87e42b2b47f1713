import assert from "node:assert/strict";
import { test } from "node:test";
import { parseShape } from "./document-issues.ts";

const document = (more: object) => ({
  apiVersion: "penstock/v1",
  name: "sample",
  nodes: [{ id: "load", kind: "data.load" }],
  ...more,
});

const said = (more: object) => parseShape(document(more)).issues.map(({ message }) => message);

test("of a field that is unknown it says which is meant, or which there are", () => {
  const params = (spec: object) => said({ params: { limit: { type: "number", ...spec } } });
  assert.deepEqual(params({ minimun: 1 }), [
    "params.limit: There is no field 'minimun'; did you mean 'minimum'?",
  ]);
  assert.deepEqual(params({ min: 1, most: 2 }), [
    "params.limit: There is no field 'min'; known are: type, title, description, default, choices, minimum, maximum.",
    "params.limit: There is no field 'most'; known are: type, title, description, default, choices, minimum, maximum.",
  ]);
  assert.deepEqual(said({ wire: [] }), ["There is no field 'wire'; did you mean 'wires'?"]);
});

test("of a trigger it names the fields of its own type", () => {
  const [message] = said({ triggers: [{ id: "t", type: "interval", every: "1h", elephants: 1 }] });
  assert.match(message!, /^triggers\.0: There is no field 'elephants'; known are: .*every/);
  assert.doesNotMatch(message!, /cron/);
});

test("what is missing or of another type is said in the words of other problems", () => {
  assert.deepEqual(said({ nodes: [{ id: 3, policy: { attempts: 0 } }] }), [
    "nodes.0.id: must be a text.",
    "nodes.0: 'kind' is missing.",
    "nodes.0.policy.attempts: must be at least 1.",
  ]);
  assert.deepEqual(said({}), []);
});
