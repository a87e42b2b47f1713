import { headers } from "next/headers";
import { cache } from "react";
import { actorOf } from "../../server/actor.ts";
import { appRouter } from "../../server/router.ts";
import { services } from "../../server/services.ts";

/** The procedures, on behalf of whoever asks for the page; null for nobody. Worked out once a request. */
export const pageCaller = cache(async () => {
  const actor = await actorOf(await headers());
  return actor && appRouter.createCaller({ ...services(actor.workspaceId), actor });
});

/** Who asks for the page; null for nobody. Asked once a request. */
export const pageMe = cache(async () => (await pageCaller())?.workspace.me() ?? null);
