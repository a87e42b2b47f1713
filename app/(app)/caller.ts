import { headers } from "next/headers";
import { cache } from "react";
import { actorOf } from "../../server/actors/request-actor.ts";
import { appRouter } from "../../server/router.ts";
import { services } from "../../server/services.ts";

/** Whoever asks for the page, with the services of their workspace; null for nobody. Worked out once a request. */
export const pageCtx = cache(async () => {
  const actor = await actorOf(await headers());
  return actor && { ...services(actor.workspaceId), actor };
});

/** The procedures, on behalf of whoever asks for the page; null for nobody. */
export const pageCaller = cache(async () => {
  const ctx = await pageCtx();
  return ctx && appRouter.createCaller(ctx);
});

/** Who asks for the page; null for nobody. Asked once a request. */
export const pageMe = cache(async () => (await pageCaller())?.workspace.me() ?? null);
