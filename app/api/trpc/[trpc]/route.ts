import { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { actorOf } from "../../../../server/actors/request-actor.ts";
import type { Actor } from "../../../../server/context.ts";
import { PenstockError } from "../../../../server/errors.ts";
import { refuseLargeRequest } from "../../../../server/request-size.ts";
import { openRoute, refuseOtherOrigins } from "../../../../server/rest.ts";
import { appRouter } from "../../../../server/router.ts";
import { services } from "../../../../server/services.ts";

async function answer(request: Request): Promise<Response> {
  refuseOtherOrigins(request);
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    // A question may hold a whole document, which no address has room for.
    allowMethodOverride: true,
    createContext: async () => {
      const actor = await who(request);
      // For nobody the database shows nothing.
      return { actor, actorNow: () => who(request), ...services(actor?.workspaceId ?? "") };
    },
  });
}

/** A wrong token, and too large a request, are told in tRPC's own form, which its clients read. */
async function who(request: Request): Promise<Actor | null> {
  try {
    refuseLargeRequest(request);
    return await actorOf(request.headers);
  } catch (cause) {
    if (!(cause instanceof PenstockError)) throw cause;
    const code =
      cause.code === "too-large"
        ? "PAYLOAD_TOO_LARGE"
        : cause.code === "bad-request"
          ? "BAD_REQUEST"
          : "UNAUTHORIZED";
    throw new TRPCError({ code, message: cause.message, cause });
  }
}

const handler = openRoute("every procedure names its own right", answer, Infinity);

export { handler as GET, handler as POST };
