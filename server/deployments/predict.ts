import { z } from "zod";
import type { Json } from "../../workflows/core/json.ts";
import { authorize, type Ctx } from "../context.ts";
import { readEnv } from "../env.ts";
import { PenstockError } from "../errors.ts";
import { internalToken } from "../keys/token.ts";
import { inferUrl } from "./get.ts";
import { schema } from "./schema.ts";

type Scalar = string | number | boolean | null;
type ModelInput = Awaited<ReturnType<typeof schema>>["inputs"][number];

const TIMEOUT_MS = 10_000;

const answerSchema = z.looseObject({
  id: z.string().nullish(),
  /** Of the model that answered: an earlier one than is in force, where that could not be loaded. */
  model_version: z.string(),
  outputs: z.array(
    z.looseObject({
      name: z.string(),
      datatype: z.string(),
      shape: z.array(z.number()),
      data: z.array(z.json()),
    }),
  ),
});

/** Asks the serving process for one row's prediction, so that the browser needs no key. It counts as a prediction like any other. */
export async function tryIt(
  ctx: Ctx,
  { name, inputs }: { name: string; inputs: Record<string, Scalar> },
) {
  authorize(ctx, "workspace.read");
  const { inputs: known } = await schema(ctx, { name });
  const { servingUrl, secret } = readEnv();
  if (servingUrl === undefined || secret === undefined)
    throw new PenstockError(
      "unavailable",
      "This process does not know the serving process: set PENSTOCK_SERVING_URL and PENSTOCK_SECRET, or start everything with 'npm start'.",
    );
  const body = { inputs: known.map((input) => tensor(input, inputs[input.name] ?? null)) };
  const began = performance.now();
  const response = await fetch(inferUrl(servingUrl, name), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${internalToken(secret, ctx.actor.workspaceId)}`,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    const late = error instanceof Error && error.name === "TimeoutError";
    throw new PenstockError(
      "unavailable",
      late
        ? `The serving process did not answer within ${TIMEOUT_MS / 1_000} s: look at the deployment's state.`
        : "The serving process cannot be reached: 'penstock status' says whether it runs.",
    );
  });
  const latencyMs = performance.now() - began;
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw refusal(response.status, answer);
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success)
    throw new PenstockError(
      "unavailable",
      "The serving process gave an answer that cannot be read.",
    );
  return {
    id: parsed.data.id ?? null,
    version: parsed.data.model_version,
    outputs: parsed.data.outputs.map(({ name: output, datatype, shape, data }) => ({
      name: output,
      datatype,
      shape,
      data: data as Json[],
    })),
    /** From here to the serving process and back, in milliseconds. */
    latencyMs,
    /** What was sent, for a command line that does the same. */
    request: body,
  };
}

/** One value as a tensor of the Open Inference Protocol; a missing value is null. */
function tensor({ name, kind, onnx }: ModelInput, value: Scalar) {
  const datatype = onnx === "string" ? "BYTES" : kind === "boolean" ? "BOOL" : "FP32";
  const missing = value === null || value === "";
  const data = missing ? null : datatype === "BYTES" ? String(value) : readValue(name, kind, value);
  return { name, shape: [1, 1], datatype, data: [data] };
}

function readValue(
  name: string,
  kind: ModelInput["kind"],
  value: Exclude<Scalar, null>,
): number | boolean {
  if (kind === "boolean") {
    if (/^(true|1)$/i.test(String(value))) return true;
    if (/^(false|0)$/i.test(String(value))) return false;
    throw new PenstockError("bad-request", `'${name}' must be true or false, not '${value}'.`);
  }
  const number = Number(value);
  if (!Number.isFinite(number))
    throw new PenstockError("bad-request", `'${name}' must be a number, not '${value}'.`);
  return number;
}

function refusal(status: number, answer: unknown): PenstockError {
  const { error } = (answer ?? {}) as { error?: unknown };
  const sentence =
    typeof error === "string" ? error : `The serving process answered with status ${status}.`;
  return new PenstockError(status >= 500 ? "unavailable" : "bad-request", sentence);
}
