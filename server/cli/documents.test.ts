import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "./client.ts";
import { uploadSources } from "./documents.ts";

test("a source that is empty, also through a param, is left as it is: the document's folder is no file", async () => {
  // Nobody answers there: what would be sent fails.
  Object.assign(process.env, { PENSTOCK_URL: "http://127.0.0.1:9", PENSTOCK_TOKEN: "key" });
  const document = {
    apiVersion: "penstock/v1" as const,
    name: "empty",
    params: { src: { type: "string" as const, default: "" } },
    nodes: [
      { id: "own", kind: "data.load", config: { source: "" } },
      { id: "given", kind: "data.load", config: { source: "${params.src}" } },
    ],
    wires: [],
  };
  const all: (Record<string, string> | undefined)[] = [
    undefined,
    {},
    { src: "" },
    { "own.config.source": "" },
  ];
  for (const given of all)
    assert.deepEqual(await uploadSources(connect({}), document, "empty.yaml", given), {
      document,
      given: { ...given },
    });
});
