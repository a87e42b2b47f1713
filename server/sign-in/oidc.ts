import { genericOAuth } from "better-auth/plugins/generic-oauth";
import type { PenstockEnv } from "../env.ts";

/** Under which its accounts are kept; a part of the address that the provider sends people back to. */
export const OIDC = "oidc";

/** Sign-in by an OpenID provider (OpenID Connect Core 1.0, with PKCE), which `…/.well-known/openid-configuration` describes. */
export function oidc({ issuer, clientId, clientSecret, name }: NonNullable<PenstockEnv["oidc"]>) {
  return genericOAuth({
    config: [
      {
        providerId: OIDC,
        name,
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        requireIdTokenVerification: true,
        clientId,
        clientSecret,
        scopes: ["openid", "email", "profile"],
        pkce: true,
        // A provider need not name people; the part before the @ does.
        mapProfileToUser: ({ name: called, email }) => ({
          name: called || email?.split("@")[0],
        }),
      },
    ],
  });
}
