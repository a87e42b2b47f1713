import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import { LOCAL_PEOPLE, type LocalRole } from "../../db/local-people.ts";
import { PenstockError } from "../errors.ts";

const ROLES = Object.keys(LOCAL_PEOPLE) as [LocalRole, ...LocalRole[]];

/** Whom the sign-in page offers. */
export const LOCAL_SIGN_INS = ROLES.map((role) => ({
  role,
  name: LOCAL_PEOPLE[role].name,
  email: LOCAL_PEOPLE[role].email,
}));

export const localSignInInput = z.object({ role: z.enum(ROLES) });

/** Adds a session for one of the local people, without a password. It has no path: only our own route, which checks where the request comes from, can call it. */
export function localSignIn() {
  return {
    id: "local-sign-in",
    endpoints: {
      signInLocal: createAuthEndpoint(
        { method: "POST", body: localSignInInput, requireHeaders: true },
        async (ctx) => {
          const { id } = LOCAL_PEOPLE[ctx.body.role];
          const found = await ctx.context.internalAdapter.findUserById(id);
          if (!found)
            throw new PenstockError(
              "not-found",
              "The local people are not there: start Penstock with 'npm start', which adds them.",
            );
          const session = await ctx.context.internalAdapter.createSession(id);
          await setSessionCookie(ctx, { session, user: found });
          return ctx.json({ email: found.email });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}
