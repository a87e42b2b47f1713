import { userInfo } from "node:os";
import {
  Client,
  Connection,
  QueryNotRegisteredError,
  type WorkflowHandle,
} from "@temporalio/client";
import type { JsonObject } from "../core/json.ts";
import { optionsOf, readParams, UsageError } from "./options.ts";
import type { Project } from "./project.ts";
import type { Answer, Question } from "./questions.ts";
import { settings } from "./settings.ts";

/** `npm start`: starts a run and waits for its end. */
export async function startRun({ pipeline, workflow, queues, params }: Project): Promise<void> {
  const { values, positionals } = optionsOf(
    process.argv.slice(2),
    "npm start -- [PARAM=VALUE …] [--by NAME] [--detach]",
    { by: { type: "string" }, detach: { type: "boolean" } },
    Infinity,
  );
  const input = { params: readParams(params, positionals), startedBy: values.by ?? me() };
  const workflowId = `${pipeline}-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  await withClient(async (client) => {
    const handle = await client.workflow.start(workflow, {
      taskQueue: queues[0]!,
      workflowId,
      args: [input],
    });
    console.info(`Started ${workflowId}.`);
    if (values.detach) return;
    await handle.result();
    console.info(`${workflowId} is done: see ${settings.data}/runs.`);
  });
}

const APPROVE =
  "npm run approve -- [WORKFLOW] --by NAME --approve | --reject | --request-changes --comment TEXT [--question KEY]";
const OUTCOMES = {
  approve: "approved",
  reject: "rejected",
  "request-changes": "changes-requested",
} as const;

/** The decision that a command line of `npm run approve` spells out: nothing is approved by leaving something out. */
export function decisionOf(argv: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values, positionals } = optionsOf(
    argv,
    APPROVE,
    {
      by: text,
      comment: text,
      question: text,
      approve: flag,
      reject: flag,
      "request-changes": flag,
    },
    1,
  );
  const { by, comment, question } = values;
  const chosen = (Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[]).filter((one) => values[one]);
  const wrong = !by?.trim()
    ? "Say who decides: --by NAME."
    : chosen.length !== 1
      ? "Say one of --approve, --reject and --request-changes."
      : !comment?.trim()
        ? "Say why: --comment TEXT."
        : null;
  if (wrong) throw new UsageError(`${wrong}\nUsage: ${APPROVE}`);
  return {
    workflowId: positionals[0],
    by: by!,
    question,
    outcome: OUTCOMES[chosen[0]!],
    comment: comment!,
  };
}

/** `npm run approve`: decides a review that a run waits for. */
export async function decideReview({ workflow }: Project): Promise<void> {
  const { workflowId, by, question: key, outcome, comment } = decisionOf(process.argv.slice(2));
  await withRun(workflow, workflowId, async (run, client) => {
    const { handle, question } = await theQuestion(client, run, key, (one) => !one.event);
    await answer(handle, { key: question.key, by, payload: { outcome, comment } });
    console.info(`${outcome}, by ${by}: ${question.waitingFor}.`);
  });
}

const SEND = "npm run send -- EVENT [WORKFLOW] [--payload JSON] [--by NAME] [--question KEY]";

/** `npm run send`: sends an event that a run waits for. */
export async function sendEvent({ workflow }: Project): Promise<void> {
  const text = { type: "string" } as const;
  const { values, positionals } = optionsOf(
    process.argv.slice(2),
    SEND,
    { payload: text, by: text, question: text },
    2,
  );
  const [event, id] = positionals;
  if (!event) throw new UsageError(`Name the event.\nUsage: ${SEND}`);
  const payload = readObject(values.payload ?? "{}");
  await withRun(workflow, id, async (run, client) => {
    const fits = (one: Question) => one.event === event;
    const { handle, question } = await theQuestion(client, run, values.question, fits);
    await answer(handle, { key: question.key, by: values.by ?? me(), payload });
    console.info(`${event} has arrived.`);
  });
}

function readObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as JsonObject;
  } catch {
    // Said below.
  }
  throw new UsageError(`'--payload' must be a JSON object, such as '{"rows": 7}'.`);
}

interface Asked {
  handle: WorkflowHandle;
  question: Question;
}

/** What a workflow waits for, and the child workflows that it runs. */
async function asked(client: Client, handle: WorkflowHandle): Promise<Asked[]> {
  const own = await handle.query<Question[]>("openQuestions").catch((error: unknown) => {
    // One without a step that waits knows no such question.
    if (error instanceof QueryNotRegisteredError) return [];
    throw error;
  });
  const { raw } = await handle.describe();
  const below = (raw.pendingChildren ?? []).map(({ workflowId }) =>
    asked(client, client.workflow.getHandle(workflowId!)),
  );
  return [...own.map((question) => ({ handle, question })), ...(await Promise.all(below)).flat()];
}

async function theQuestion(
  client: Client,
  run: WorkflowHandle,
  key: string | undefined,
  fits: (question: Question) => boolean,
): Promise<Asked> {
  const found = (await asked(client, run)).filter(
    ({ question }) => fits(question) && (!key || question.key === key),
  );
  if (found.length === 1) return found[0]!;
  throw new Error(
    found.length === 0
      ? `${run.workflowId} does not wait for that.`
      : `${run.workflowId} waits for several; name the workflow, or choose with --question: ${found.map(({ handle, question }) => `${handle.workflowId} ${question.key}`).join(", ")}.`,
  );
}

/** Temporal takes an answer once, however often it is sent. */
async function answer(handle: WorkflowHandle, given: Answer): Promise<void> {
  await handle.executeUpdate("giveAnswer", { args: [given], updateId: given.key });
}

async function withRun(
  workflow: string,
  id: string | undefined,
  work: (handle: WorkflowHandle, client: Client) => Promise<void>,
): Promise<void> {
  await withClient(async (client) =>
    work(client.workflow.getHandle(id ?? (await onlyRun(client, workflow))), client),
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

/** Runs a command; what goes wrong is one sentence on standard error and exit code 1, or 2 for a wrong use. */
export async function command(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const messages: string[] = [];
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
      messages.push(cause.message);
    process.stderr.write(`${messages.join(": ")}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

function me(): string {
  return userInfo().username;
}
