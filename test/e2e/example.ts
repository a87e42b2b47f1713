import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const EXAMPLE = path.resolve("examples/credit-risk");

/** Calls the command and answers with what it prints; exit 1 is an answer too. */
export function penstock(...words: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["server/cli/bin.js", ...words], (error, stdout, stderr) =>
      error && error.code !== 1 ? reject(new Error(stderr)) : resolve(stdout),
    );
  });
}

/**
 * Runs the example of credit risk until its review waits, with a model, a pipeline and an endpoint of this name: no other
 * story's reviews follow what is set for it. Answers the run's id.
 */
export async function runExample(name: string, options: string[] = []): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-example-"));
  try {
    const text = await readFile(path.join(EXAMPLE, "pipeline.yaml"), "utf8");
    const file = path.join(folder, "pipeline.yaml");
    await writeFile(
      file,
      text
        .replaceAll("name: credit-risk", `name: ${name}`)
        .replaceAll("endpoint: credit-risk", `endpoint: ${name}`)
        .replace(
          /source: ([\w./-]+\.csv)/,
          (_, source: string) => `source: ${path.join(EXAMPLE, source)}`,
        ),
    );
    const answer = await penstock("run", file, "--wait", "--json", ...options);
    return (JSON.parse(answer) as { runId: string }).runId;
  } finally {
    await rm(folder, { recursive: true });
  }
}
