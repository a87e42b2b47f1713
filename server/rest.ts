import { actorOf } from "./actors/request-actor.ts";
import { authorize, type Ctx } from "./context.ts";
import { fromDatabase, HTTP_STATUS, PenstockError } from "./errors.ts";
import { isSameOrigin } from "./sign-in/local-mode.ts";
import { log } from "./log.ts";
import { limitBody, MAX_OPEN_BYTES } from "./request-size.ts";
import type { Right } from "./rights.ts";
import { services } from "./services.ts";

/** Who may ask a route: whoever has a right, or anybody, and why. Every route says one of the two. */
export type Access = { right: Right } | { open: string };

type Params = Record<string, string | string[]>;
interface Route {
  (request: Request, context?: { params: Promise<Params> }): Promise<Response>;
  access: Access;
}

/**
 * A route for whoever is signed in, or sends an API key, and has the right. What its handler throws becomes
 * `{error: sentence, code, details?}` with the right status.
 */
export function rest(
  right: Right,
  handler: (ctx: Ctx, request: Request, params: Params) => Promise<Response>,
): Route {
  return route({ right }, async (request, params) => {
    const ctx = await ctxOf(request);
    authorize(ctx, right);
    return handler(ctx, request, params);
  });
}

/**
 * A route for anybody, whose body is in memory when the handler is called.
 * @param why nobody has to be known for it
 * @param maxBytes of its body; Infinity where the handler sees to that before it reads
 */
export function openRoute(
  why: string,
  handler: (request: Request, params: Params) => Promise<Response>,
  maxBytes: number = MAX_OPEN_BYTES,
): Route {
  return route({ open: why }, async (request, params) =>
    handler(maxBytes === Infinity ? request : await limitBody(request, maxBytes), params),
  );
}

function route(
  access: Access,
  handler: (request: Request, params: Params) => Promise<Response>,
): Route {
  const answer = async (request: Request, context?: { params: Promise<Params> }) => {
    try {
      return await handler(request, (await context?.params) ?? {});
    } catch (error) {
      return restError(error, new URL(request.url).pathname);
    }
  };
  return Object.assign(answer, { access });
}

/** The context of whoever sends the request. */
async function ctxOf(request: Request): Promise<Ctx> {
  refuseOtherOrigins(request);
  const actor = await actorOf(request.headers);
  if (!actor) throw new PenstockError("unauthenticated", "Sign in first, or send an API key.");
  return { ...services(actor.workspaceId), actor };
}

/** A cookie is sent by whatever page asks: only our own pages may. */
export function refuseOtherOrigins(request: Request): void {
  if (!isSameOrigin(request.headers))
    throw new PenstockError(
      "forbidden",
      "This request was sent by a page of another site: open Penstock itself and try again.",
    );
}

function restError(error: unknown, path: string): Response {
  const known = fromDatabase(error);
  if (known instanceof PenstockError)
    return Response.json(
      { error: known.message, code: known.code, details: known.details },
      {
        status: HTTP_STATUS[known.code],
        // Who does not send the rest of a request would keep the connection open for it.
        headers: known.code === "timed-out" ? { connection: "close" } : {},
      },
    );
  log.error({ err: error, path }, "route failed");
  return Response.json(
    {
      error:
        "Something went wrong on the server. It has been logged; try again, and tell an admin if it stays.",
      code: "internal",
    },
    { status: 500 },
  );
}
