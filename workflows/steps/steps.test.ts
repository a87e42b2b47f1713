import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { StepImplementation } from "../core/define-step.ts";
import { registry } from "./index.ts";

const here = path.dirname(fileURLToPath(import.meta.url));
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith("_"))
  .map(({ name }) => name);

/** Steps that run inside the workflow have no code of their own: the compiler's and the engine's tests are theirs. */
const hasTests = (kind: string) => readdirSync(path.join(here, kind)).some(isTest);
const isTest = (name: string) => name.endsWith(".test.ts");

/** Product code that names a kind all the same, and why. */
const NAMED = {
  "components/builder/store/trigger-edits.ts: model.register":
    "a new trigger begins with the name of the model that the pipeline registers, if it does",
  "server/models/register.ts: model.register": "the name of the act in the audit log",
};

interface JsonSchema {
  title?: string;
  description?: string;
  additionalProperties?: unknown;
  properties?: Record<string, JsonSchema>;
}

test("every folder is a registered kind, and every kind has its folder", () => {
  assert.deepEqual([...registry.keys()].sort(), folders.sort());
});

test("no other code names a kind: what is special about one stands in its definition", () => {
  const repository = path.join(here, "../..");
  const kinds = [...registry.keys()].map((kind) => kind.replace(".", "\\.")).join("|");
  const named = new RegExp(`(?<![\\w./-])(?:${kinds})(?![\\w(-])`, "g");
  const found = ["app", "components", "db", "server", "workflows"]
    .flatMap((folder) =>
      readdirSync(path.join(repository, folder), { recursive: true, encoding: "utf8" }).map(
        (file) => path.posix.join(folder, file),
      ),
    )
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture)\.tsx?$/.test(file))
    .filter((file) => !file.startsWith("workflows/steps/"))
    .flatMap((file) => {
      const text = readFileSync(path.join(repository, file), "utf8");
      const code = text.replace(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
      return [...code.matchAll(named)].map(([kind]) => `${file}: ${kind}`);
    });
  assert.deepEqual([...new Set(found)].sort(), Object.keys(NAMED).sort());
});

test("a reproduction keeps what steps gave that act on the workspace or the world, or wait for it", () => {
  const kept = [...registry.values()].filter(({ onReproduce }) => onReproduce === "keep");
  assert.deepEqual(kept.map(({ kind }) => kind).sort(), [
    "control.subpipeline",
    "control.wait",
    "governance.review",
    "model.deploy",
    "model.register",
    "notify.email",
    "notify.webhook",
  ]);
});

for (const [kind, step] of registry)
  describe(kind, () => {
    const schema = z.toJSONSchema(step.config, { io: "input", unrepresentable: "any" });

    test("is declared in the folder of its name, under the name 'step'", async () => {
      const module = (await import(`./${kind}/step.ts`)) as { step?: unknown };
      assert.equal(module.step, step);
      assert.match(kind, /^[a-z]+\.[a-z]+$/);
    });

    test("has an example that is a config", () => {
      const parsed = step.config.safeParse(step.example);
      assert.ok(parsed.success, parsed.error?.message);
    });

    test("refuses a config field that it does not know", () => {
      const parsed = step.config.safeParse({
        ...(step.example as object),
        no_such_field: 1,
      });
      assert.ok(parsed.error?.issues.some(({ code }) => code === "unrecognized_keys"));
    });

    test("tells a form the title and the meaning of every field", () => {
      const mute = Object.entries((schema as JsonSchema).properties ?? {})
        .filter(([, field]) => !field.title || !field.description)
        .map(([name]) => name);
      assert.deepEqual(mute, []);
    });

    test("tells people what it and its ports are called", () => {
      assert.ok(step.title && step.description && step.icon);
      for (const port of [...Object.values(step.inputs), ...Object.values(step.outputs)])
        assert.ok(port.title);
    });

    if (step.run.mode === "activity") {
      test("has an implementation of the same kind", async () => {
        const module = (await import(`./${kind}/run.ts`)) as { default: StepImplementation };
        assert.equal(module.default.kind, kind);
        assert.equal(module.default.step, step);
      });

      test("has tests", () => assert.ok(hasTests(kind), `there is no *.test.ts in ${kind}`));
    } else {
      test("has no implementation: it runs inside the workflow", () =>
        assert.equal(existsSync(path.join(here, kind, "run.ts")), false));
    }
  });
