import { userInfo } from "node:os";
import { Client, Connection } from "@temporalio/client";
import { bundleWorkflowCode, NativeConnection, Worker } from "@temporalio/worker";
import type { Answer, Question } from "./questions.ts";
import { settings } from "./settings.ts";

export interface Project {
  pipeline: string;
  /** The name of the workflow function. */
  workflow: string;
  /** Task queues; the first is the workflow's own. */
  queues: readonly string[];
  params: Readonly<Record<string, string | number | boolean>>;
}

/** Serves all queues of the project, or those named with `--queue`, until it is told to stop. */
export async function runWorker(
  project: Project,
  activities: object,
  workflowsPath: string,
): Promise<void> {
  const named = optionsOf(process.argv.slice(2)).all("queue");
  const unknown = named.find((queue) => !project.queues.includes(queue));
  if (unknown)
    throw new Error(`There is no queue '${unknown}'; there are: ${project.queues.join(", ")}.`);
  const queues = named.length > 0 ? named : project.queues;
  const connection = await NativeConnection.connect({ address: settings.address });
  const workflowBundle = await bundleWorkflowCode({ workflowsPath });
  const workers = await Promise.all(
    queues.map((taskQueue, index) =>
      Worker.create({
        connection,
        namespace: settings.namespace,
        taskQueue,
        activities,
        ...(taskQueue === project.queues[0] ? { workflowBundle } : {}),
        // What is light may run beside what is heavy; of the heavy, as much at once as there are cores.
        maxConcurrentActivityTaskExecutions: index === 0 ? 100 : Math.max(2, settings.threads),
        shutdownGraceTime: "2s",
      }),
    ),
  );
  console.info(`Worker ready: ${queues.join(", ")} on ${settings.address}.`);
  await Promise.all(workers.map((worker) => worker.run()));
  await connection.close();
}

/** `npm start -- [name=value …] [--by NAME] [--detach]`: starts a run and waits for its end. */
export async function startRun({ pipeline, workflow, queues, params }: Project): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  const input = { params: readParams(params, options.words), startedBy: options.one("by") ?? me() };
  const workflowId = `${pipeline}-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  await withClient(async (client) => {
    const handle = await client.workflow.start(workflow, {
      taskQueue: queues[0]!,
      workflowId,
      args: [input],
    });
    console.info(`Started ${workflowId}.`);
    if (options.has("detach")) return;
    await handle.result();
    console.info(`${workflowId} is done: see ${settings.data}/runs.`);
  });
}

/** `npm run approve -- [WORKFLOW] --by NAME [--reject | --request-changes] [--comment TEXT]`: answers what a run waits for. */
export async function answerRun({ workflow }: Project): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  const by = options.one("by");
  if (!by) throw new Error("Say who decides: npm run approve -- --by NAME");
  await withClient(async (client) => {
    const id = options.words[0] ?? (await onlyRun(client, workflow));
    const handle = client.workflow.getHandle(id);
    const questions = await handle.query<Question[]>("openQuestions");
    const wanted = options.one("question");
    const [question, another] = questions.filter(({ key }) => !wanted || key === wanted);
    if (!question) throw new Error(`${id} waits for nobody's answer.`);
    if (another)
      throw new Error(
        `${id} waits for several answers; choose one with --question: ${questions.map(({ key }) => key).join(", ")}.`,
      );
    const outcome = options.has("reject")
      ? "rejected"
      : options.has("request-changes")
        ? "changes-requested"
        : "approved";
    const answer: Answer = {
      key: question.key,
      by,
      payload: { outcome, comment: options.one("comment") ?? "" },
    };
    await handle.executeUpdate("giveAnswer", { args: [answer], updateId: question.key });
    console.info(`${outcome}: ${question.waitingFor}, by ${by}.`);
  });
}

async function onlyRun(client: Client, workflow: string): Promise<string> {
  const ids: string[] = [];
  const query = `WorkflowType = '${workflow}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  if (ids.length === 1) return ids[0]!;
  throw new Error(
    ids.length === 0 ? "No run is going on." : `Say which run: ${ids.sort().join(", ")}.`,
  );
}

async function withClient(work: (client: Client) => Promise<void>): Promise<void> {
  const connection = await Connection.connect({ address: settings.address });
  try {
    await work(new Client({ connection, namespace: settings.namespace }));
  } finally {
    await connection.close();
  }
}

/** Runs a command; what goes wrong is one sentence on standard error and exit code 1. */
export async function command(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const messages: string[] = [];
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
      messages.push(cause.message);
    process.stderr.write(`${messages.join(": ")}\n`);
    process.exitCode = 1;
  }
}

const FLAGS = new Set(["detach", "reject", "request-changes"]);

/** `--name value`, `--flag`, and words. */
function optionsOf(argv: readonly string[]) {
  const words: string[] = [];
  const given: [name: string, value: string][] = [];
  for (let index = 0; index < argv.length; index++) {
    const name = argv[index]!.replace(/^--/, "");
    if (name === argv[index]) words.push(name);
    else given.push([name, FLAGS.has(name) ? "" : (argv[++index] ?? "")]);
  }
  const all = (name: string) => given.flatMap(([known, value]) => (known === name ? [value] : []));
  return {
    words,
    all,
    one: (name: string) => all(name).at(-1),
    has: (name: string) => all(name).length > 0,
  };
}

/** `name=value` words over the defaults, each with its default's type. */
function readParams(defaults: Project["params"], words: readonly string[]): Project["params"] {
  const params = { ...defaults };
  for (const word of words) {
    const [, name = "", text = ""] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (!Object.hasOwn(defaults, name))
      throw new Error(
        `'${word}' sets no param; the params are: ${Object.keys(defaults).join(", ") || "none"}.`,
      );
    const kind = typeof defaults[name];
    const value = kind === "number" ? Number(text) : kind === "boolean" ? text === "true" : text;
    if (Number.isNaN(value) || (kind === "boolean" && text !== "true" && text !== "false"))
      throw new Error(`The param '${name}' must be a ${kind}, not '${text}'.`);
    params[name] = value;
  }
  return params;
}

function me(): string {
  return userInfo().username;
}
