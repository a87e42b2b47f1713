import { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { actorOf } from "../../../../server/actor.ts";
import type { Actor } from "../../../../server/context.ts";
import { PenstockError } from "../../../../server/errors.ts";
import { refuseOtherOrigins, rest } from "../../../../server/rest.ts";
import { appRouter } from "../../../../server/router.ts";
import { services } from "../../../../server/services.ts";

const handler = rest(async (request) => {
  refuseOtherOrigins(request);
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: async () => ({ ...services(), actor: await who(request.headers) }),
  });
});

/** A wrong token is told in tRPC's own form, which its clients read. */
async function who(headers: Headers): Promise<Actor | null> {
  try {
    return await actorOf(headers);
  } catch (cause) {
    if (!(cause instanceof PenstockError)) throw cause;
    throw new TRPCError({ code: "UNAUTHORIZED", message: cause.message, cause });
  }
}

export { handler as GET, handler as POST };
