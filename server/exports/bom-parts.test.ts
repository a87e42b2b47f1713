import assert from "node:assert/strict";
import { test } from "node:test";
import { environmentLockHash, lockedPackages } from "../../workflows/python/lock-files.ts";
import { packageComponents } from "./bom-parts.ts";

const locked = lockedPackages(environmentLockHash("torch"))!;
const versionOf = (name: string) => locked.find((one) => one.name === name)!.version;
const named = (components: ReturnType<typeof packageComponents>, name: string) =>
  components.filter((one) => one.name.toLowerCase() === name);

test("the packages are those that were installed, with the files that the lock file allows", () => {
  const numpy = versionOf("numpy");
  const packages = { NumPy: numpy, typing_extensions: versionOf("typing-extensions"), pip: "26.1" };
  const libraries = { python: "3.12.4", numpy };
  const components = packageComponents({ locked, info: { packages, libraries } });
  assert.deepEqual(
    components.map(({ purl }) => purl),
    [
      `pkg:pypi/numpy@${numpy}`,
      `pkg:pypi/typing-extensions@${versionOf("typing-extensions")}`,
      "pkg:pypi/pip@26.1",
    ],
  );
  const files = components.map((one) => one.externalReferences?.[0]!.hashes.length ?? 0);
  assert.ok(files[0]! > 0 && files[1]! > 0 && files[2] === 0);
  assert.ok(components.every(({ description }) => description === undefined));
});

test("of a model from before they were recorded, the lock file names each once, and none that the trainer contradicts", () => {
  const { version } = locked.findLast(({ name }) => name === "numpy")!;
  assert.notEqual(version, versionOf("numpy"));
  const libraries = { python: "3.12.4", numpy: version };
  const components = packageComponents({ locked, info: { libraries } });
  assert.equal(new Set(components.map((one) => one["bom-ref"])).size, components.length);
  assert.ok(components.length > 30 && components.length < locked.length);
  assert.deepEqual(named(components, "python"), []);
  const [one, ...more] = named(components, "numpy");
  assert.deepEqual([one!.version, one!.description, more], [version, undefined, []]);
  assert.ok(one!.externalReferences![0]!.hashes.length > 0);
  assert.match(named(components, "torch")[0]!.description!, /not on record/);
});

test("of another Penstock's environment only what the trainer named is known", () => {
  const info = { libraries: { python: "3.12.4", onnx: "1.23.2" } };
  assert.deepEqual(
    packageComponents({ locked: [], info }).map(({ purl }) => purl),
    ["pkg:pypi/onnx@1.23.2"],
  );
});
