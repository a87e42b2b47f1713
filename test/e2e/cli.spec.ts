import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { serving } from "./support.ts";

const PIPELINE = "examples/credit-risk/pipeline.yaml";

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

interface RunAnswer {
  runId: string;
  status: string;
  steps: { node: string; kind: string; status: string; cached: boolean }[];
  outputs: Record<string, Record<string, { meta: { metrics?: Record<string, number> } }>>;
}

/** The command, as a person in this checkout types it. */
function penstock(...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["server/cli/bin.js", ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function json<T>(line: string): Promise<T> {
  const { code, stdout, stderr } = await penstock(...line.split(" "), "--json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

test("compile ends with 0, with 1 where the document has errors, with 2 where it is used wrongly", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-cli-"));
  try {
    const wrong = path.join(folder, "wrong.yaml");
    await writeFile(
      wrong,
      "apiVersion: penstock/v1\nname: wrong\nnodes: [{ id: a, kind: data.lode }]\n",
    );
    expect(await penstock("compile", PIPELINE)).toMatchObject({ code: 0, stderr: "" });
    const refused = await penstock("compile", wrong);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/data\.lode.*data\.load/s);
    expect(await penstock("compile")).toMatchObject({ code: 2, stdout: "" });
    expect(await penstock("compile", path.join(folder, "nowhere.yaml"))).toMatchObject({ code: 2 });
    expect(await penstock("brew")).toMatchObject({ code: 2, stdout: "" });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a pipeline is run, reviewed, deployed and asked from the command line; the second run trains nothing", async () => {
  const status = await json<{ ready: boolean; urls: { serving: string } }>("status");
  expect(status).toMatchObject({ ready: true, urls: { serving: serving() } });

  const waiting = await json<RunAnswer>(`run ${PIPELINE} --wait`);
  expect(waiting.status).toBe("waiting");
  expect(waiting.outputs["evaluate"]!["evaluation"]!.meta.metrics!["roc_auc"]).toBeGreaterThan(
    0.75,
  );

  const reviews =
    await json<{ id: string; runId: string; status: string }[]>("reviews list --open");
  const { id } = reviews.find(({ runId }) => runId === waiting.runId)!;
  const decide = ["reviews", "decide", id, "--approve", "--comment", "The figures hold.", "--user"];
  const refused = await penstock(...decide, "designer@penstock.local");
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(/^Four eyes: .*\.\n$/);
  expect(await penstock(...decide, "reviewer@penstock.local")).toMatchObject({
    code: 0,
    stdout: `${id} is approved.\n`,
  });
  const again = await penstock(...decide, "reviewer@penstock.local");
  expect(again).toMatchObject({ code: 1, stderr: "The review has been decided already.\n" });

  const ended = () => json<RunAnswer>(`runs show ${waiting.runId}`);
  await expect.poll(async () => (await ended()).status, { timeout: 60_000 }).toBe("done");
  expect(new Set((await ended()).steps.map((step) => step.status))).toEqual(new Set(["done"]));

  await expect(predict()).resolves.toMatchObject({
    status: 200,
    label: expect.stringMatching(/^(good|bad)$/),
  });

  const audit = await json<{ action: string; role: string }[]>(
    `audit list --entity review --id ${id}`,
  );
  expect(audit.map(({ action, role }) => [action, role])).toEqual(
    expect.arrayContaining([
      ["review.decide", "reviewer"],
      ["review.decide-refused", "designer"],
    ]),
  );

  const second = await json<RunAnswer>(`run ${PIPELINE} --wait`);
  const training = second.steps.filter(({ kind }) => kind.startsWith("train."));
  expect(training).toHaveLength(2);
  expect(training.every(({ cached }) => cached)).toBe(true);
  expect(await penstock("runs", "cancel", second.runId)).toMatchObject({ code: 0 });
});

/** Asks the endpoint about the first applicant of the example's own data. */
async function predict(): Promise<{ status: number; label: unknown }> {
  const text = await readFile("examples/credit-risk/german-credit.csv", "utf8");
  const [head, first] = text
    .split(/\r?\n/, 2)
    .map((line) => line.match(/"[^"]*"|[^,]+/g)!.map((cell) => cell.replaceAll('"', "")));
  const applicant = Object.fromEntries(head!.map((name, index) => [name, first![index]!]));
  const model = `${serving()}/v2/models/credit-risk`;
  const { inputs } = (await (await fetch(model)).json()) as {
    inputs: { name: string; datatype: string }[];
  };
  const response = await fetch(`${model}/infer`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      inputs: inputs.map(({ name, datatype }) => {
        const value = applicant[name]!;
        return {
          name,
          datatype,
          shape: [1, 1],
          data: [datatype === "BYTES" ? value : Number(value)],
        };
      }),
    }),
  });
  const { outputs } = (await response.json()) as { outputs: { name: string; data: unknown[] }[] };
  return { status: response.status, label: outputs.find(({ name }) => name === "label")?.data[0] };
}
