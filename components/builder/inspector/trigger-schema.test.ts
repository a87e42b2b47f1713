import assert from "node:assert/strict";
import { test } from "node:test";
import { widgetFor } from "../../form/schema-form/fields.ts";
import { triggerCheck, triggerForm } from "./trigger-schema.ts";

const widgets = (type: Parameters<typeof triggerForm>[0]) =>
  Object.fromEntries(
    Object.entries(triggerForm(type).properties!).map(([name, field]) => [name, widgetFor(field)]),
  );

test("the form of a trigger is drawn from its schema, with a control for each field", () => {
  assert.deepEqual(widgets("calendar"), {
    months: "numbers",
    days: "numbers",
    weekdays: "choices",
    hours: "numbers",
    minutes: "numbers",
    timezone: "text",
    jitter: "duration",
    overlap: "enum",
    catchUp: "duration",
    params: "record",
    paused: "boolean",
  });
  const { overlap } = triggerForm("calendar").properties!;
  assert.deepEqual(
    overlap!.options?.map(({ value }) => value),
    overlap!.enum,
  );
  assert.deepEqual(widgets("webhook"), { params: "record", paused: "boolean" });
});

test("the facts a trigger knows are named where its params are set", () => {
  assert.match(
    triggerForm("dataset").properties!["params"]!.description!,
    /\$\{dataset\.version\}/,
  );
});

test("what does not fit a trigger's schema is told, and not taken over", () => {
  const check = triggerCheck("interval");
  assert.equal(check("every", "1h"), null);
  assert.match(check("every", "soon")!, /a duration such as 30s/);
  assert.match(check("every", undefined)!, /needed/);
});
