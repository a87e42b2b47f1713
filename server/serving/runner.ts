import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { PenstockError } from "../errors.ts";
import type { WorkerTask } from "./infer-worker.ts";
import { openSession, type OutputTensor } from "./onnx-session.ts";
import type { Column } from "./read-column.ts";
import type { Signature } from "./signature.ts";

/** `session.run()` holds the event loop: a model that takes longer for one row runs in threads. */
const LONGEST_INLINE_MS = 2;
/** Loading holds it too, once. */
const LONGEST_INLINE_LOAD_MS = 500;
/** A large request on the event loop is cut so that no part takes much longer than this. */
const PART_MS = 20;
const MOST_QUEUED = 512;

/** A loaded and warmed model. */
export interface Runner {
  mode: "inline" | "threads";
  run: (columns: Column[], rows: number, outputs: string[]) => Promise<OutputTensor[]>;
  close: () => Promise<void>;
}

/**
 * Loads a model in a thread, so that whatever it takes stalls nobody, measures it there, and keeps it there unless it is
 * quick enough for the event loop.
 * @throws where onnxruntime refuses the file.
 */
export async function openRunner(file: string, signature: Signature): Promise<Runner> {
  const inputs = signature.inputs.map(({ name }) => name);
  const outputs = signature.outputs.map(({ name }) => name);
  const pool = new Piscina<WorkerTask, OutputTensor[]>({
    filename: fileURLToPath(new URL("./infer-thread.js", import.meta.url)),
    workerData: { file, inputs },
    minThreads: 1,
    maxThreads: Math.max(1, Math.min(4, availableParallelism() - 1)),
    maxQueue: MOST_QUEUED,
    idleTimeout: 60_000,
    // Onnxruntime's own log lines are not ours to read.
    trackUnmanagedFds: false,
  });
  const task = { columns: exampleRow(signature), rows: 1, outputs };
  let measured: { loadMs: number; medianMs: number };
  try {
    measured = (await pool.run(task, { name: "measure" })) as unknown as typeof measured;
  } catch (error) {
    await pool.destroy();
    throw error;
  }
  const { loadMs, medianMs } = measured;
  if (medianMs > LONGEST_INLINE_MS || loadMs > LONGEST_INLINE_LOAD_MS)
    return {
      mode: "threads",
      run: (columns, rows, wanted) => runInPool(pool, { columns, rows, outputs: wanted }),
      close: () => pool.destroy(),
    };
  await pool.destroy();
  const session = await openSession(file, inputs);
  await session.run(task.columns, 1, outputs);
  const part = Math.max(1, Math.min(1024, Math.floor(PART_MS / Math.max(medianMs, 0.001))));
  return {
    mode: "inline",
    run: (columns, rows, wanted) =>
      rows <= part
        ? session.run(columns, rows, wanted)
        : runInParts(session.run, columns, rows, wanted, part),
    close: () => session.close(),
  };
}

async function runInPool(
  pool: Piscina<WorkerTask, OutputTensor[]>,
  task: WorkerTask,
): Promise<OutputTensor[]> {
  if (pool.queueSize >= MOST_QUEUED)
    throw new PenstockError(
      "unavailable",
      "The model has more requests waiting than it can answer in time: send fewer at once, or try again later.",
    );
  return pool.run(task);
}

async function runInParts(
  run: Runner["run"],
  columns: Column[],
  rows: number,
  outputs: string[],
  part: number,
): Promise<OutputTensor[]> {
  const joined: OutputTensor[] = [];
  for (let from = 0; from < rows; from += part) {
    const to = Math.min(rows, from + part);
    const some = columns.map((column) => column.slice(from, to));
    const answers = await run(some, to - from, outputs);
    for (const [at, answer] of answers.entries()) {
      const whole = (joined[at] ??= {
        ...answer,
        shape: [rows, ...answer.shape.slice(1)],
        data: [],
      });
      for (const value of answer.data) whole.data.push(value);
    }
  }
  return joined;
}

/** A row as the training data had them. */
function exampleRow({ inputs }: Signature): Column[] {
  return inputs.map(({ kind, example }) =>
    kind === "category" ? [String(example ?? "")] : Float32Array.of(Number(example ?? NaN)),
  );
}
