import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { twoFactor } from "better-auth/plugins/two-factor";
import {
  account,
  rateLimit,
  session,
  twoFactor as twoFactorTable,
  user,
  verification,
} from "../../db/schema/auth.ts";
import { readRuntimeEnv } from "../env.ts";
import { afterSignIn, beforeSignIn } from "./auth-record.ts";
import { refuseSecondFirstUser, welcome } from "./first-user.ts";
import { isSameOrigin } from "./local-mode.ts";
import { localSignIn } from "./local-sign-in.ts";
import { log } from "../log.ts";
import { oidc } from "./oidc.ts";
import { systemServices } from "../services.ts";

function make() {
  const env = readRuntimeEnv();
  const baseURL = env.webUrl ?? `http://localhost:${env.ports.web ?? 3000}`;
  return betterAuth({
    appName: "Penstock",
    baseURL,
    secret: env.secret,
    // Without a public address named, people come by whatever name this machine has for them.
    trustedOrigins: (request) => [...otherNames(baseURL), ...ownOrigin(request)],
    telemetry: { enabled: false },
    logger: { level: "warn", log: (level, message) => log[level](message) },
    database: drizzleAdapter(systemServices().db, {
      provider: "pg",
      schema: { user, session, account, verification, twoFactor: twoFactorTable, rateLimit },
    }),
    emailAndPassword: { enabled: true, minPasswordLength: 12, autoSignIn: true },
    session: {
      expiresIn: 7 * 86_400,
      updateAge: 86_400,
      additionalFields: { workspaceId: { type: "string", required: false, input: false } },
    },
    rateLimit: {
      enabled: true,
      storage: "database",
      customRules: {
        "/sign-in/email": { window: 60, max: 10 },
        "/sign-in/social": { window: 60, max: 20 },
        "/sign-up/email": { window: 60, max: 5 },
        "/get-session": false,
      },
    },
    databaseHooks: { user: { create: { before: refuseSecondFirstUser, after: welcome } } },
    hooks: { before: beforeSignIn, after: afterSignIn },
    // Sessions, passwords and second factors are looked after by our own verbs, which write down who did what.
    disabledPaths: [
      "/list-sessions",
      "/revoke-session",
      "/revoke-sessions",
      "/revoke-other-sessions",
      "/change-password",
      "/verify-password",
      "/request-password-reset",
      "/reset-password",
      "/update-session",
      "/update-user",
      "/delete-user",
      "/link-social",
      "/unlink-account",
      "/two-factor/disable",
      "/two-factor/generate-backup-codes",
      "/two-factor/get-totp-uri",
    ],
    plugins: [
      localSignIn(),
      // Whoever signs in elsewhere has no password to switch it on with.
      twoFactor({ issuer: "Penstock", allowPasswordless: true }),
      ...(env.oidc ? [oidc(env.oidc)] : []),
    ],
  });
}

/** The names by which this machine may also call itself, where the address is one of them. */
function otherNames(baseURL: string): string[] {
  const url = new URL(baseURL);
  if (url.hostname !== "localhost" && url.hostname !== "127.0.0.1") return [];
  return ["localhost", "127.0.0.1", "[::1]"].map((name) => `${url.protocol}//${name}:${url.port}`);
}

/** Where a request comes from, if that is a page of ours. */
function ownOrigin(request?: Request): string[] {
  const origin = request?.headers.get("origin");
  return request && origin && isSameOrigin(request.headers) ? [origin] : [];
}

const kept = globalThis as typeof globalThis & { penstockAuth?: ReturnType<typeof make> };

/** Sign-in with e-mail and password; sessions lie in Postgres. Made on first use. */
export function auth() {
  kept.penstockAuth ??= make();
  return kept.penstockAuth;
}
