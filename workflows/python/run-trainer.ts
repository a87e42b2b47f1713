import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "../core/json.ts";
import type { StepContext } from "../core/step-context.ts";
import { StepError, type StepErrorType } from "../core/step-error.ts";
import { eachLine } from "./each-line.ts";
import { readRecord, type TrainerRecord } from "./trainer-record.ts";

/** Time between asking a cancelled trainer to end and killing it, in ms. */
const GRACE_MS = 3_000;
const TAIL_LINES = 40;
/** Exit status by which a trainer says that the data or the settings are at fault. */
const USER_ERROR = 2;

/** Faults of the settings; every other user's error is one of the data. */
const CONFIG_CODES = new Set([
  "bad-job",
  "bad-hyperparameter",
  "target-missing",
  "target-not-numeric",
  "target-not-classes",
  "feature-missing",
  "feature-is-target",
  "feature-unsupported",
  "diverged",
]);
const DEVICE_CODES = new Set(["no-gpu", "gpu-out-of-memory"]);

/** What a trainer needs from its surroundings; the worker's secrets are not among it. */
const PASSED_ON =
  /^(PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|LD_LIBRARY_PATH|CUDA_.*|NVIDIA_.*)$/i;

type TrainerCall = {
  /** The interpreter of the trainer's environment. */
  python: string;
  /** Path of the trainer's `train.py`. */
  script: string;
  /** What `train.py` reads; see penstock_train/job.py. */
  job: JsonObject;
  ctx: Pick<StepContext, "tmp" | "signal" | "log" | "metric" | "progress">;
};

/**
 * Runs a trainer in a child process of its own group, and passes on what it says. Resolves when it has ended well.
 * Throws a StepError: `bad-config`, `bad-data` or `no-device` with the trainer's own sentence, `transient` when it
 * crashed or was killed; throws the signal's reason when that is aborted, after the trainer and its children have ended.
 */
export async function runTrainer({ python, script, job, ctx }: TrainerCall): Promise<void> {
  ctx.signal.throwIfAborted();
  const jobFile = join(ctx.tmp, "job.json");
  await writeFile(jobFile, JSON.stringify(job, null, 2));
  // An abort during the write is told to no listener.
  ctx.signal.throwIfAborted();
  const child = spawn(python, [script, jobFile], {
    cwd: ctx.tmp,
    // A group of its own, so that whatever it starts ends with it.
    detached: true,
    // Standard input stays open and silent: when this process dies, its end tells the trainer to end too.
    stdio: ["pipe", "pipe", "pipe"],
    env: trainerEnvironment(),
  });
  child.stdin.on("error", () => undefined);
  const stopKilling = killOnAbort(child, ctx.signal);
  const tail: string[] = [];
  let fault: Extract<TrainerRecord, { type: "error" }> | null = null;
  try {
    const [exit] = await Promise.all([
      ended(child),
      eachLine(child.stdout, (line) => {
        const record = readRecord(line);
        if (record?.type === "error") fault = record;
        else if (record) passOn(record, ctx);
        else ctx.log("info", line);
      }),
      eachLine(child.stderr, (line) => {
        tail.push(line);
        if (tail.length > TAIL_LINES) tail.shift();
      }),
    ]);
    ctx.signal.throwIfAborted();
    if (exit.code !== 0) throw failure(exit, fault, tail, ctx);
  } finally {
    stopKilling();
    killGroup(child, "SIGKILL");
  }
}

type Exit = { code: number | null; signal: NodeJS.Signals | null };

async function ended(child: ChildProcess): Promise<Exit> {
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    return { code, signal };
  } catch (error) {
    throw new StepError(
      "transient",
      `The trainer could not be started: ${(error as Error).message}; run 'penstock doctor' to check the Python environment.`,
      { cause: error },
    );
  }
}

function passOn(record: Exclude<TrainerRecord, { type: "error" }>, ctx: TrainerCall["ctx"]): void {
  if (record.type === "log") ctx.log(record.level, record.message);
  else if (record.type === "progress") ctx.progress(record.done, record.total);
  else {
    const { name, split, iteration, value } = record;
    ctx.metric({ name, split, iteration, value });
  }
}

function failure(
  exit: Exit,
  fault: Extract<TrainerRecord, { type: "error" }> | null,
  tail: string[],
  ctx: TrainerCall["ctx"],
): StepError {
  if (exit.code === USER_ERROR && fault) return new StepError(typeOf(fault.code), fault.message);
  if (tail.length) ctx.log("error", tail.join("\n"));
  if (exit.signal === "SIGKILL") {
    return new StepError(
      "transient",
      "The trainer was killed, most likely out of memory; use fewer rows or columns, or a machine with more memory.",
    );
  }
  const how = exit.signal ? `was ended by ${exit.signal}` : `ended with exit status ${exit.code}`;
  // What follows a library's first line is its own trace, which the log has.
  const why = fault?.message.split("\n")[0] ?? tail.at(-1) ?? "it said nothing";
  return new StepError("transient", `The trainer ${how}: ${why}`);
}

function typeOf(code: string): StepErrorType {
  if (DEVICE_CODES.has(code)) return "no-device";
  return CONFIG_CODES.has(code) ? "bad-config" : "bad-data";
}

function trainerEnvironment(): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name));
  return {
    ...(Object.fromEntries(passed) as NodeJS.ProcessEnv),
    PENSTOCK_PARENT: String(process.pid),
    PYTHONPATH: dirname(fileURLToPath(import.meta.url)),
    PYTHONNOUSERSITE: "1",
    PYTHONUNBUFFERED: "1",
    PYTHONIOENCODING: "utf-8",
    // Threads that spin while they wait for each other starve where something else wants the cores: on two busy ones
    // XGBoost took 4 to 10 times as long.
    OMP_WAIT_POLICY: "PASSIVE",
  };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended already.
  }
}

function killOnAbort(child: ChildProcess, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const kill = () => {
    killGroup(child, "SIGTERM");
    timer = setTimeout(() => killGroup(child, "SIGKILL"), GRACE_MS);
  };
  signal.addEventListener("abort", kill, { once: true });
  return () => {
    signal.removeEventListener("abort", kill);
    clearTimeout(timer);
  };
}
