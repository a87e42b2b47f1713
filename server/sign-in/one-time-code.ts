import { randomBytes } from "node:crypto";
import { isAPIError } from "better-auth/api";
import { makeSignature } from "better-auth/crypto";
import { auth } from "./auth.ts";

const CHALLENGE_MS = 60_000;

/**
 * Whether a code is the one that a person's authenticator shows now, or showed or will show half a minute away. The
 * two-factor plugin looks at codes only as the second half of a sign-in, so one is begun here, and its session ended at
 * once: wrong codes count towards the plugin's own lock of the account this way.
 * @throws APIError of the plugin: BAD_REQUEST for a person without a second factor, TOO_MANY_REQUESTS for a locked one
 */
export async function codeIsRight(userId: string, code: string): Promise<boolean> {
  const context = await auth().$context;
  const { internalAdapter } = context;
  const challenge = `2fa-${randomBytes(24).toString("base64url")}`;
  const expiresAt = new Date(Date.now() + CHALLENGE_MS);
  await internalAdapter.createVerificationValue({
    identifier: challenge,
    value: userId,
    expiresAt,
  });
  await internalAdapter.createVerificationValue({
    identifier: `2fa-attempts-${challenge}`,
    value: "0",
    expiresAt,
  });
  const signed = `${challenge}.${await makeSignature(challenge, context.secret)}`;
  const { name } = context.createAuthCookie("two_factor");
  try {
    const { token } = await auth().api.verifyTOTP({
      body: { code },
      headers: new Headers({ cookie: `${name}=${encodeURIComponent(signed)}` }),
    });
    await internalAdapter.deleteSession(token);
    return true;
  } catch (error) {
    if (isAPIError(error) && error.status === "UNAUTHORIZED") return false;
    throw error;
  } finally {
    for (const identifier of [challenge, `2fa-attempts-${challenge}`])
      await internalAdapter.deleteVerificationByIdentifier(identifier);
  }
}
