import { initTRPC, TRPCError } from "@trpc/server";
import { TRPC_ERROR_CODES_BY_KEY, type TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";
import { z } from "zod";
import type { Actor, Ctx, Services } from "./context.ts";
import { authorize } from "./context.ts";
import { fromDatabase, HTTP_STATUS, PenstockError, unreadable, type ErrorCode } from "./errors.ts";
import { log } from "./log.ts";
import { can, type Right } from "./rights.ts";

/** What a request brings: the services, and who asks, when known. */
export interface RequestContext extends Services {
  actor: Actor | null;
  /** Who sends the request, looked up anew: for a stream, which outlasts the answer of the first look. */
  actorNow?: () => Promise<Actor | null>;
}

const TRPC_CODES: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  "bad-request": "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  "not-found": "NOT_FOUND",
  conflict: "CONFLICT",
  "too-large": "PAYLOAD_TOO_LARGE",
  "timed-out": "TIMEOUT",
  unavailable: "SERVICE_UNAVAILABLE",
};

const t = initTRPC
  .context<RequestContext>()
  .meta<{ right: Right; askedBy?: "verb" }>()
  .create({
    sse: {
      ping: { enabled: true, intervalMs: 5_000 },
      client: { reconnectAfterInactivityMs: 15_000 },
    },
    errorFormatter({ shape, error }) {
      const cause = fromDatabase(error.cause);
      if (cause instanceof PenstockError)
        return {
          // What a stream throws has not passed through `errors`.
          code: TRPC_ERROR_CODES_BY_KEY[TRPC_CODES[cause.code]],
          message: cause.message,
          data: {
            ...shape.data,
            stack: undefined,
            code: TRPC_CODES[cause.code],
            httpStatus: HTTP_STATUS[cause.code],
            details: cause.details,
          },
        };
      if (cause instanceof z.ZodError)
        return {
          ...shape,
          message: readIssues(cause),
          data: { ...shape.data, stack: undefined, details: cause.issues },
        };
      // Bad input is the client's own and says which field; whatever else is ours, and says nothing.
      const message =
        shape.data.code === "INTERNAL_SERVER_ERROR"
          ? "Something went wrong on the server. It has been logged; try again, and tell an admin if it stays."
          : shape.message;
      return { ...shape, message, data: { ...shape.data, stack: undefined, details: undefined } };
    },
  });

function readIssues({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message))
    .join("; ");
}

const errors = t.middleware(async ({ next, path, getRawInput }) => {
  const result = await next();
  if (result.ok) return result;
  const thrown = result.error.cause;
  const cause = unreadable(thrown, thrown && (await getRawInput())) ?? fromDatabase(thrown);
  if (cause instanceof PenstockError)
    return {
      ...result,
      error: new TRPCError({ code: TRPC_CODES[cause.code], message: cause.message, cause }),
    };
  if (result.error.code === "INTERNAL_SERVER_ERROR")
    log.error({ err: result.error.cause ?? result.error, path }, "procedure failed");
  return result;
});

/** How long a stream goes on by what was known of whoever listens, in milliseconds. */
const KNOWN_FOR_MS = 10_000;

/** Ends a stream before it says something to somebody who may not hear it any more: their session has ended, or they are no longer in the workspace. */
const streams = t.middleware(async ({ ctx, next, meta, type }) => {
  const result = await next();
  const { actor, actorNow } = ctx;
  if (!result.ok || type !== "subscription" || !meta || !actor || !actorNow) return result;
  const mayListen = async () => {
    const now = await actorNow();
    const isSame = now?.userId === actor.userId && now.workspaceId === actor.workspaceId;
    return isSame && can(now.role, meta.right);
  };
  return { ...result, data: whileKnown(result.data as AsyncIterable<unknown>, mayListen) };
});

async function* whileKnown(stream: AsyncIterable<unknown>, mayListen: () => Promise<boolean>) {
  let known = Date.now();
  for await (const word of stream) {
    if (Date.now() - known >= KNOWN_FOR_MS) {
      if (!(await mayListen()))
        throw new TRPCError({
          code: "UNAUTHORIZED",
          message: "You no longer have access to what this page shows: reload it.",
        });
      known = Date.now();
    }
    yield word;
  }
}

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** A procedure for whoever is signed in and has the right in the workspace. There is no other kind. */
export function procedure(right: Right) {
  return signedIn({ right }).use(({ ctx, next }) => {
    authorize(ctx, right);
    return next();
  });
}

/** A procedure whose verb asks for the right itself: there a refusal leaves a trace in the audit log. */
export function askedByVerb(right: Right) {
  return signedIn({ right, askedBy: "verb" });
}

function signedIn(meta: { right: Right; askedBy?: "verb" }) {
  return t.procedure
    .meta(meta)
    .use(errors)
    .use(streams)
    .use(({ ctx, next }) => {
      if (!ctx.actor) throw new PenstockError("unauthenticated", "Sign in first.");
      const known: Ctx = { ...ctx, actor: ctx.actor };
      return next({ ctx: known });
    });
}
