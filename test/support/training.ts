import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import * as ort from "onnxruntime-node";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { StepFixture } from "./step-context.ts";

type ParityInfo = { classes: unknown[] | null; inputs: { name: string; onnx: string }[] };

/** Runs one statement and returns its rows. */
export async function sql(statement: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(statement);
    return reader.getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Applicants with a number, one with gaps, a boolean, two text columns, an identifier, a date, and targets of all kinds. */
const APPLICANTS = (rows: number, seed: number) => `
  WITH raw AS (
    SELECT i, (hash(i * 7 + ${seed}) % 1000) / 1000.0 AS u, (hash(i * 11 + ${seed}) % 1000) / 1000.0 AS v,
      (hash(i * 13 + ${seed}) % 1000) / 1000.0 AS w FROM range(${rows}) t(i)
  )
  SELECT 18 + (u * 60)::INT AS age, CASE WHEN w < 0.1 THEN NULL ELSE 1000 * v * v END AS amount, w > 0.5 AS owner,
    CASE WHEN v < 0.3 THEN 'rent' WHEN v < 0.6 THEN 'own' WHEN v < 0.95 THEN 'free' END AS housing,
    ['car', 'home', 'school', 'tools'][1 + (i % 4)::INT] AS purpose, 'id-' || i AS applicant, DATE '2020-01-01' + i::INT AS day,
    CASE WHEN u + v * v + 0.3 * w > 1 THEN 'good' ELSE 'bad' END AS outcome,
    (3 * (u + v) / 2)::INT AS grade, 100 * u + 20 * v + 5 * w AS price FROM raw`;

/** A split of made-up applicants in the fixture's artifact store, as data.split gives one. */
export async function applicants(
  fixture: StepFixture,
  options: { train?: number; validation?: number; select?: string } = {},
): Promise<ArtifactRef> {
  const { train = 400, validation = 120, select = "*" } = options;
  const part = async (name: string, rows: number, seed: number) => {
    const file = join(fixture.home, `${name}.parquet`);
    await sql(
      `COPY (SELECT ${select} FROM (${APPLICANTS(rows, seed)})) TO '${file}' (FORMAT parquet)`,
    );
    return fixture.put(file, { type: "dataset", meta: { rows } });
  };
  const parts: Record<string, ArtifactRef> = { train: await part("train", train, 1) };
  if (validation) parts["validation"] = await part("validation", validation, 2);
  return { ...(await fixture.ctx.artifacts.putJson({}, { type: "split" })), parts };
}

/** The largest difference between the trainer's predictions and onnxruntime's on the model's own parity rows; relative above 1 for regression. */
export async function largestDifference(fixture: StepFixture, model: ArtifactRef): Promise<number> {
  const { artifacts } = fixture.ctx;
  const info = await artifacts.json<ParityInfo>(model.parts!["info"]!.hash);
  const rows = await sql(`FROM read_parquet('${artifacts.path(model.parts!["parity"]!.hash)}')`);
  const session = await ort.InferenceSession.create(artifacts.path(model.hash), {
    intraOpNumThreads: 1,
  });
  const feeds = Object.fromEntries(
    info.inputs.map(({ name, onnx }) => {
      const values = rows.map((row) => row[name]);
      const shape = [rows.length, 1];
      return [
        name,
        onnx === "string"
          ? new ort.Tensor(
              "string",
              values.map((value) => (value ?? "") as string),
              shape,
            )
          : new ort.Tensor(
              "float32",
              Float32Array.from(values, (value) => (value ?? Number.NaN) as number),
              shape,
            ),
      ];
    }),
  );
  const outputs = await session.run(feeds);
  const classes = info.classes?.length ?? 0;
  const predicted = (classes ? outputs["probabilities"] : outputs["prediction"])!
    .data as Float32Array;
  const difference = (row: Record<string, unknown>, index: number) => {
    if (!classes) {
      const own = row["__prediction"] as number;
      return Math.abs(own - predicted[index]!) / Math.max(1, Math.abs(own));
    }
    const each = Array.from({ length: classes }, (_, i) =>
      Math.abs((row[`__p_${i}`] as number) - predicted[index * classes + i]!),
    );
    return Math.max(...each);
  };
  return Math.max(...rows.map(difference));
}
