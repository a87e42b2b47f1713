import { Command, CommanderError, Help, type Option } from "commander";
import { EnvError, loadDotEnv, readEnv } from "../env.ts";
import { status, stop } from "../start/status.ts";
import { addAudit } from "./audit.ts";
import { sentenceOf } from "./client.ts";
import { addEvents, addLimits, addWorkers } from "./engine.ts";
import { addExports } from "./exports.ts";
import { addNotifications } from "./notifications.ts";
import { table, UsageError, when } from "./output.ts";
import { addPipelines } from "./pipelines.ts";
import { addPolicies } from "./policies.ts";
import { addDatasets, addDeployments, addModels } from "./resources.ts";
import { addReviews } from "./reviews.ts";
import { addSecrets } from "./secrets.ts";
import { addTriggers } from "./triggers.ts";
import { answer, collect, staysLocal, verb, type Common } from "./verb.ts";
import { runPipeline, type RunOptions } from "./run.ts";
import { addRuns } from "./runs.ts";

/**
 * All commands, for `main` and for whoever wants to know what there is. What only some of them need, such as the compiler and
 * the servers, is loaded when they run: most commands only ask the server, and should answer at once.
 */
export function build(): Command {
  const program = new Command("penstock")
    .description("Draws, runs and governs machine-learning pipelines.")
    .configureHelp({ optionDescription: described })
    .exitOverride()
    .showHelpAfterError("(see penstock --help)");
  const local = {
    command: (name: string) =>
      staysLocal(program.command(name), "whoever runs programs on this machine may run this one"),
  };

  local
    .command("start")
    .description("start everything on this machine and keep it running")
    .option("--dev", "compile pages as they are asked for")
    .option(
      "--json",
      "print one JSON value, that of 'status', once all is ready; all else goes to standard error",
    )
    .action(async (options: { dev?: boolean; json?: boolean }) => {
      const { start } = await import("../start/main.ts");
      // It goes on though nobody reads what it says.
      process.stdout.off("error", endWithReader);
      process.exit(await start(options));
    });
  local
    .command("status")
    .description("what runs on this machine, and where")
    .option("--json", "print one JSON value")
    .action((options: Common) => {
      const found = status(home());
      const rows = found.processes.map(({ name, pid, state, restarts, since }) => [
        name,
        pid,
        state,
        restarts,
        when(since),
      ]);
      answer(
        {
          json: found,
          lines: found.running
            ? [
                `web      ${found.urls.web ?? "–"}`,
                `serving  ${found.urls.serving ?? "–"}`,
                `temporal ${found.urls.temporal ?? "–"}`,
                ...table(["process", "pid", "state", "restarts", "since"], rows),
              ]
            : ["Penstock does not run on this machine: start it with 'npm start'."],
          exitCode: found.running ? 0 : 1,
        },
        options,
      );
    });
  local
    .command("stop")
    .description("stop what 'start' started on this machine")
    .option("--json", "print one JSON value")
    .action(async (options: Common) => {
      const stopped = await stop(home());
      answer(
        {
          json: { stopped },
          lines: [stopped ? "Penstock has stopped." : "Penstock does not run on this machine."],
        },
        options,
      );
    });
  local
    .command("doctor")
    .description("what is there, what is missing, and what to do")
    .option("--json", "print one JSON value")
    .action(async (options: Common) => {
      loadDotEnv();
      const { doctor } = await import("../start/doctor.ts");
      const checks = await doctor(readEnv());
      answer(
        {
          json: checks,
          lines: checks.flatMap(({ check, ok, found, remedy }) => [
            `${ok ? "ok  " : "MISS"} ${check}: ${found}`,
            ...(remedy ? [`     → ${remedy}`] : []),
          ]),
          exitCode: checks.every(({ ok }) => ok) ? 0 : 1,
        },
        options,
      );
    });
  local
    .command("worker")
    .description(
      "run a worker for the named queues: beside what runs on this machine, or with DATABASE_URL, TEMPORAL_ADDRESS and PENSTOCK_SECRET set",
    )
    .requiredOption("--queue <name>", "a queue to serve; may be given several times", collect)
    .option("--json", "print one JSON value, once it works; its log goes to standard error")
    .action(async ({ queue, json }: Common & { queue: string[] }) => {
      const { runWorker } = await import("./worker.ts");
      process.stdout.off("error", endWithReader);
      await runWorker(queue, { json });
    });
  local
    .command("compile")
    .argument("<file>")
    .description("check a pipeline document; exit 1 when it has errors")
    .option("--param <k=v>", "a param's value", collect, [])
    .option("--json", "print one JSON value")
    .action(async (file: string, options: Common & { param: string[] }) => {
      const { compileFile } = await import("./compile-file.ts");
      answer(await compileFile(file, options), options);
    });
  verb(
    program
      .command("run")
      .argument("<file-or-name>")
      .description("start a run")
      .option("--param <k=v>", "a param's value, or node.config.field=value", collect, [])
      .option("--target <node>", "only this step and what it needs")
      .option("--refresh", "run the target anew even if its result is cached")
      .option("--only", "take what the target needs from the newest results there are")
      .option("--plan", "say what would run and what would be reused, and start nothing")
      .option("--wait", "until it ends, or waits for a person"),
    (connection, target: string, options: Common & RunOptions) =>
      runPipeline(connection, target, options),
  );

  for (const add of [
    addRuns,
    addEvents,
    addWorkers,
    addLimits,
    addPipelines,
    addDatasets,
    addModels,
    addReviews,
    addExports,
    addDeployments,
    addAudit,
    addTriggers,
    addNotifications,
    addPolicies,
    addSecrets,
  ])
    add(program);
  return program;
}

function described(option: Option): string {
  const words = new Help().optionDescription(option);
  return option.mandatory ? `${words} (required)`.trim() : words;
}

function home(): string {
  loadDotEnv();
  return readEnv().home;
}

/** Whoever read the answer has read enough, as `head` does; else it could not be written, as to a full disk. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") {
    process.stderr.write(`The answer could not be written: ${error.message}\n`);
    process.exitCode = 1;
  }
  process.exit();
}

/** Runs the command. Exit codes: 0 done, 1 an error, 2 wrong usage. */
export async function main(argv: string[]): Promise<void> {
  process.stdout.on("error", endWithReader);
  try {
    await build().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    process.stderr.write(`${error instanceof EnvError ? error.message : sentenceOf(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
