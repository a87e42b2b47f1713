import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { registry } from "../../../workflows/steps/index.ts";
import { configSchema } from "../config-schema.ts";
import {
  defaultText,
  fieldsOf,
  placeholderOf,
  readAs,
  readNumber,
  titleFromName,
  variantsOf,
  widgetFor,
  type JsonSchema,
} from "./fields.ts";

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input" }) as JsonSchema;

test("a field is required only when it has no default", () => {
  const fields = fieldsOf(
    schemaOf(z.strictObject({ a: z.string(), b: z.int().default(3), c: z.string().optional() })),
  );
  assert.deepEqual(
    fields.map(({ name, required }) => [name, required]),
    [
      ["a", true],
      ["b", false],
      ["c", false],
    ],
  );
});

test("the widget follows the meta, then the type, and YAML takes the rest", () => {
  const widgets = Object.fromEntries(
    fieldsOf(
      schemaOf(
        z.strictObject({
          column: z.string().meta({ widget: "column" }),
          share: z.number().min(0).max(1).meta({ widget: "slider" }),
          unbounded: z.number().min(0).meta({ widget: "slider" }),
          choice: z.enum(["a", "b"]),
          names: z.array(z.string()),
          edges: z.array(z.number()),
          picks: z.array(z.enum(["a", "b"])),
          rows: z.array(z.strictObject({ x: z.string() })),
          types: z.record(z.string(), z.string()),
          params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
          grid: z.record(z.string(), z.array(z.json())),
          list: z.array(z.json()).meta({ widget: "json" }),
          bound: z.union([z.number(), z.string()]).optional(),
          values: z.array(z.union([z.string(), z.number()])),
          flag: z.boolean(),
        }),
      ),
    ).map(({ name, schema }) => [name, widgetFor(schema)]),
  );
  assert.deepEqual(widgets, {
    column: "column",
    share: "slider",
    unbounded: "number",
    choice: "enum",
    names: "texts",
    edges: "numbers",
    picks: "choices",
    rows: "objects",
    types: "record",
    params: "record",
    grid: "yaml",
    list: "json",
    bound: "scalar",
    values: "numbers",
    flag: "boolean",
  });
});

test("a discriminated union gives one shape for each of its values", () => {
  const items = schemaOf(
    z.discriminatedUnion("check", [
      z.strictObject({ check: z.literal("not_null"), column: z.string() }),
      z.strictObject({ check: z.literal("rows"), min: z.int().optional() }),
    ]),
  );
  const found = variantsOf(items);
  assert.equal(found?.discriminator, "check");
  assert.deepEqual(
    found?.variants.map(({ value, title, schema }) => [
      value,
      title,
      Object.keys(schema.properties!),
    ]),
    [
      ["not_null", "Not null", ["column"]],
      ["rows", "Rows", ["min"]],
    ],
  );
  assert.equal(variantsOf({ type: "string" }), null);
});

test("texts and numbers are read and shown as people write them", () => {
  assert.equal(titleFromName("learningRate"), "Learning rate");
  assert.equal(defaultText(["", "NA"]), '"", NA');
  assert.equal(defaultText(0), "0");
  assert.equal(readNumber(" 1e-4 "), 0.0001);
  assert.equal(readNumber(""), undefined);
  assert.equal(readNumber("${params.trees}"), "${params.trees}");
  const scalar = { anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }] };
  for (const text of ["007", "01067", "1.10", "1e5", "0x1F", "9007199254740993", "${params.a}"])
    assert.equal(readAs(text, scalar), text, "what would be lost as a number stays text");
  assert.deepEqual(
    ["2024", " -0.5", "true", "", "x "].map((text) => readAs(text, scalar)),
    [2024, -0.5, true, undefined, "x"],
  );
  assert.equal(readAs("1e-4", { type: "number" }), 0.0001);
  assert.equal(readAs("2024", { type: "string" }), "2024");
});

test("another pipeline, its params and its outputs are chosen among those of the workspace", () => {
  const { properties } = configSchema(registry.get("control.subpipeline")!);
  const { pipeline, params, output } = properties!;
  assert.deepEqual(
    [pipeline, params, output].map((field) => widgetFor(field!)),
    ["pipeline", "pipeline-params", "pipeline-output"],
  );
});

test("while a list is empty its field says what that means, where it means more than none", () => {
  const placeholder = (schema: JsonSchema) =>
    placeholderOf({ name: "a", title: "A", schema, required: false }, undefined);
  const list: JsonSchema = { type: "array", default: [] };
  assert.equal(placeholder(list), "None");
  assert.equal(placeholder({ ...list, unset: "All of them" }), "All of them");
  assert.equal(placeholder({ type: "integer", default: 3 }), "3");
  assert.equal(placeholder({ type: "string" }), "Not set");
});
