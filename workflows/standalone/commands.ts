import { userInfo } from "node:os";
import { Client, Connection, type WorkflowHandle } from "@temporalio/client";
import type { JsonObject } from "../core/json.ts";
import { optionsOf, readParams } from "./options.ts";
import type { Project } from "./project.ts";
import type { Answer, Question } from "./questions.ts";
import { settings } from "./settings.ts";

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

/** `npm run approve -- [WORKFLOW] --by NAME [--reject | --request-changes] [--comment TEXT]`: decides a review that a run waits for. */
export async function decideReview({ workflow }: Project): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  const by = options.one("by");
  if (!by) throw new Error("Say who decides: npm run approve -- --by NAME");
  const outcome = options.has("reject")
    ? "rejected"
    : options.has("request-changes")
      ? "changes-requested"
      : "approved";
  await withRun(workflow, options.words[0], async (handle) => {
    const question = await theQuestion(handle, options.one("question"), (one) => !one.event);
    const comment = options.one("comment") ?? "";
    await answer(handle, { key: question.key, by, payload: { outcome, comment } });
    console.info(`${outcome}, by ${by}: ${question.waitingFor}.`);
  });
}

/** `npm run send -- EVENT [WORKFLOW] [--payload JSON] [--by NAME]`: sends an event that a run waits for. */
export async function sendEvent({ workflow }: Project): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  const [event, id] = options.words;
  if (!event) throw new Error("Name the event: npm run send -- EVENT");
  const payload = JSON.parse(options.one("payload") ?? "{}") as JsonObject;
  await withRun(workflow, id, async (handle) => {
    const question = await theQuestion(
      handle,
      options.one("question"),
      (one) => one.event === event,
    );
    await answer(handle, { key: question.key, by: options.one("by") ?? me(), payload });
    console.info(`${event} has arrived.`);
  });
}

async function theQuestion(
  handle: WorkflowHandle,
  key: string | undefined,
  fits: (question: Question) => boolean,
): Promise<Question> {
  const questions = await handle.query<Question[]>("openQuestions");
  const found = questions.filter((one) => fits(one) && (!key || one.key === key));
  if (found.length === 1) return found[0]!;
  throw new Error(
    found.length === 0
      ? `${handle.workflowId} does not wait for that.`
      : `${handle.workflowId} waits for several; choose one with --question: ${found.map((one) => one.key).join(", ")}.`,
  );
}

/** Temporal takes an answer once, however often it is sent. */
async function answer(handle: WorkflowHandle, given: Answer): Promise<void> {
  await handle.executeUpdate("giveAnswer", { args: [given], updateId: given.key });
}

async function withRun(
  workflow: string,
  id: string | undefined,
  work: (handle: WorkflowHandle) => Promise<void>,
): Promise<void> {
  await withClient(async (client) =>
    work(client.workflow.getHandle(id ?? (await onlyRun(client, workflow)))),
  );
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

function me(): string {
  return userInfo().username;
}
