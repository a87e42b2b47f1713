import { performance } from "node:perf_hooks";
import { workerData } from "node:worker_threads";
import { openSession, type OutputTensor } from "./onnx-session.ts";
import type { Column } from "./read-column.ts";

interface WorkerModel {
  file: string;
  inputs: string[];
}

export interface WorkerTask {
  columns: Column[];
  rows: number;
  outputs: string[];
}

const started = performance.now();
// Piscina wraps what it was given.
const { file, inputs } = (Array.isArray(workerData) ? workerData[1] : workerData) as WorkerModel;
const session = await openSession(file, inputs);
const loadMs = performance.now() - started;

export default function infer({ columns, rows, outputs }: WorkerTask): Promise<OutputTensor[]> {
  return session.run(columns, rows, outputs);
}

/** How long the model took to load, and its median time for the row given, over a few runs. In milliseconds. */
export async function measure(task: WorkerTask): Promise<{ loadMs: number; medianMs: number }> {
  const times: number[] = [];
  for (let run = 0; run < 9 && (run < 3 || times.reduce((a, b) => a + b, 0) < 1000); run++) {
    const start = performance.now();
    await infer(task);
    times.push(performance.now() - start);
  }
  // The first run allocates.
  const warm = times.slice(1).sort((a, b) => a - b);
  return { loadMs, medianMs: warm[Math.floor(warm.length / 2)]! };
}
