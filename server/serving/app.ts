import type { Json } from "../../workflows/core/json.ts";
import { predictionId } from "./prediction-id.ts";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { HTTP_STATUS, PenstockError } from "../errors.ts";
import { isSentToThisMachine } from "../sign-in/local-mode.ts";
import type { ApiKey, ApiKeys } from "./api-keys.ts";
import type { Endpoint } from "./endpoint.ts";
import { readInferRequest } from "./infer-request.ts";
import type { Metrics } from "./metrics.ts";
import type { PredictionLog } from "./prediction-log.ts";
import type { Router } from "./router.ts";
import { warningHeaders } from "./standing.ts";

const BODY_LIMIT = 16 * 2 ** 20;

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may ask a route: whoever holds a key of the endpoint's workspace, or anybody, and why. */
    access?: "key" | { open: string };
  }
  interface FastifyRequest {
    /** Of a request to a route that asks for a key. */
    admitted: Admitted | null;
  }
}
const WITH_KEY = { config: { access: "key" } } as const;
const open = (why: string) => ({ config: { access: { open: why } } });
const PROBE = open("what watches a machine has no account");

export interface AppParts {
  router: Router;
  keys: ApiKeys;
  predictions: PredictionLog;
  metrics: Metrics;
  /** A request without a key is answered: only while nobody but this machine can send one. */
  openToLocal: boolean;
  log: Logger;
}

/** Who asks which endpoint; the key is null where none is needed. */
interface Admitted {
  endpoint: Endpoint;
  key: ApiKey | null;
}

interface ModelParams {
  name: string;
  version?: string;
}

/** The REST routes of the Open Inference Protocol, version 2. */
export function createApp(parts: AppParts): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 300 },
  });
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, parts));
  app.decorateRequest("admitted", null);
  // Before the body is read: whoever may not ask makes nobody parse 16 MB.
  app.addHook("onRequest", async (request) => {
    if (request.is404)
      throw new PenstockError("not-found", `There is nothing at ${request.method} ${request.url}.`);
    if (request.routeOptions.config.access === "key")
      request.admitted = await admit(request, parts);
  });
  app.addHook("onRoute", ({ url, config }) => {
    if (!config?.access) throw new Error(`The route ${url} does not say who may ask it.`);
  });
  // A connection that is answered while the server closes would keep it open for as long as it may idle, 72 s.
  app.addHook("preClose", (done) => {
    app.server.keepAliveTimeout = 1;
    done();
  });
  serverRoutes(app, parts);
  for (const base of ["/v2/models/:name", "/v2/models/:name/versions/:version"])
    modelRoutes(app, base, parts);
  return app;
}

function serverRoutes(app: FastifyInstance, { router, metrics }: AppParts): void {
  app.get("/v2", open("the protocol's name is no secret"), () => ({
    name: "penstock",
    version: "2",
    extensions: [],
  }));
  app.get("/v2/health/live", PROBE, () => ({ live: true }));
  app.get("/v2/health/ready", PROBE, (_request, reply) =>
    reply.code(router.ready ? 200 : 503).send({ ready: router.ready }),
  );
  app.get("/metrics", PROBE, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}

function modelRoutes(app: FastifyInstance, base: string, parts: AppParts): void {
  const metadata = async (
    request: FastifyRequest<{ Params: ModelParams }>,
    reply: FastifyReply,
  ) => {
    const { endpoint } = request.admitted!;
    const { model, warning } = await endpoint.find(request.params.version ?? null);
    if (warning) reply.headers(warningHeaders(warning));
    return {
      name: endpoint.route.name,
      versions: endpoint.versions,
      platform: "onnxruntime_onnx",
      ...model.metadata,
    };
  };
  app.get<{ Params: ModelParams }>(base, WITH_KEY, metadata);
  app.get<{ Params: ModelParams }>(`${base}/ready`, WITH_KEY, async (request, reply) => {
    const { endpoint } = request.admitted!;
    const { version } = request.params;
    const name = endpoint.route.name;
    try {
      const { warning } = await endpoint.find(version ?? null);
      if (!warning) return { name, ready: true };
      return reply.headers(warningHeaders(warning)).send({ name, ready: true, ...warning });
    } catch (error) {
      if (!(error instanceof PenstockError)) throw error;
      const { code, message } = error;
      if (code === "forbidden")
        return reply.code(403).send({ name, ready: false, approval: "suspended", reason: message });
      if (code !== "unavailable") throw error;
      return reply.code(503).send({ name, ready: false });
    }
  });
  app.post<{ Params: ModelParams }>(`${base}/infer`, WITH_KEY, async (request, reply) => {
    const started = performance.now();
    const { endpoint, key } = request.admitted!;
    const { version } = request.params;
    const { model, warning } = await endpoint.find(version ?? null);
    if (warning) reply.headers(warningHeaders(warning));
    const asked = readInferRequest(request.body, model.signature);
    const outputs = await parts.metrics.during(
      model.infer(asked.columns, asked.rows, asked.outputs),
    );
    const id = predictionId();
    const answer: Record<string, unknown> = {
      model_name: endpoint.route.name,
      model_version: model.version,
      id: asked.id ?? id,
      outputs,
    };
    if (asked.id !== null) answer["parameters"] = { prediction_id: id };
    const latencyMs = performance.now() - started;
    parts.metrics.of(endpoint.route.name).answered(latencyMs / 1000);
    const logged: Record<string, Json> = {};
    for (const output of outputs) logged[output.name] = output.data;
    parts.predictions.add({
      id,
      deploymentId: endpoint.route.deploymentId,
      modelVersionId: model.versionId,
      rows: asked.rows,
      inputs: asked.received,
      outputs: logged,
      latencyMs,
      apiKeyId: key?.id ?? null,
      at: new Date(),
    });
    return reply.type("application/json; charset=utf-8").send(JSON.stringify(answer));
  });
}

/** The endpoint a request is about, if it may ask it. */
async function admit(
  request: FastifyRequest,
  { router, keys, openToLocal }: AppParts,
): Promise<Admitted> {
  const checked = keys.check(request.headers);
  const key = checked instanceof Promise ? await checked : checked;
  if (!key && !openToLocal)
    throw new PenstockError(
      "unauthenticated",
      "An API key is required: send it as 'Authorization: Bearer KEY' or as 'x-api-key: KEY'.",
    );
  // A page elsewhere whose name leads to this machine (DNS rebinding) is nobody at this machine.
  if (!key && !isSentToThisMachine(wayOf(request)))
    throw new PenstockError(
      "unauthenticated",
      "Without an API key this server answers only under this machine's own names, such as localhost: ask it by one, or send a key.",
    );
  const { name } = request.params as ModelParams;
  const endpoint = router.endpoint(name);
  // A key learns nothing of other workspaces, not even names.
  if (!endpoint || (key && key.workspaceId !== endpoint.route.workspaceId))
    throw new PenstockError(
      "not-found",
      `No model '${name}' is deployed here: look at the deployments, or deploy it.`,
    );
  return { endpoint, key };
}

/** Where a request came from, and the names that it was sent to. */
function wayOf({ headers }: FastifyRequest): Headers {
  const way = new Headers();
  for (const name of ["host", "x-forwarded-host", "x-forwarded-for"])
    if (headers[name] !== undefined) way.set(name, String(headers[name]));
  return way;
}

function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { router, metrics, log }: AppParts,
): FastifyReply {
  const { status, message } = describe(error);
  const name = (request.params as Partial<ModelParams> | undefined)?.name;
  if (name !== undefined && router.endpoint(name) && request.method === "POST")
    metrics.of(name).refused(status);
  if (status >= 500 && !(error instanceof PenstockError))
    log.error({ err: error, url: request.url }, "request failed");
  return reply.code(status).send({ error: message });
}

function describe(error: unknown): { status: number; message: string } {
  if (error instanceof PenstockError)
    return { status: HTTP_STATUS[error.code], message: error.message };
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return {
      status: 413,
      message: `The request is larger than ${BODY_LIMIT / 2 ** 20} MB: send fewer rows at once.`,
    };
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
    return {
      status: 415,
      message: "Send the request as JSON, with 'content-type: application/json'.",
    };
  if (statusCode !== undefined && statusCode < 500)
    return {
      status: statusCode,
      message: `The request body cannot be read as JSON: ${(error as Error).message}`,
    };
  return {
    status: 500,
    message: "The model failed on this request. It has been logged; tell an operator if it stays.",
  };
}
