import { actorOf } from "./actor.ts";
import type { Ctx } from "./context.ts";
import { fromDatabase, HTTP_STATUS, PenstockError } from "./errors.ts";
import { isSameOrigin } from "./local-mode.ts";
import { log } from "./log.ts";
import { services } from "./services.ts";

/** Wraps a route's handler: what it throws becomes `{error: sentence, code, details?}` with the right status. */
export function rest(
  handler: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      return restError(error, new URL(request.url).pathname);
    }
  };
}

/** The context of whoever sends the request. */
export async function ctxOf(request: Request): Promise<Ctx> {
  refuseOtherOrigins(request);
  const actor = await actorOf(request.headers);
  if (!actor) throw new PenstockError("unauthenticated", "Sign in first, or send an API key.");
  return { ...services(), actor };
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
      { status: HTTP_STATUS[known.code] },
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
