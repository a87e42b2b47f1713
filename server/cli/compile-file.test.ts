import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFile } from "./compile-file.ts";

test("a file that compiles is told with the number of its steps, those inside maps included", async () => {
  const said = async (file: string) => (await compileFile(file, { param: [] })).lines.at(-1);
  const [sweep, churn] = ["examples/sweep/pipeline.yaml", "examples/churn/pipeline.yaml"];
  assert.equal(await said(sweep), `${sweep} compiles: 5 steps, 1 of them inside maps.`);
  assert.equal(await said(churn), `${churn} compiles: 5 steps.`);
});
