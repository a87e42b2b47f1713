import { isAPIError } from "better-auth/api";
import { LOCAL_EMAILS } from "../../db/local-people.ts";
import { forgetTries, mayTry, proofKey } from "./tries.ts";
import { auth } from "./auth.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { isLocalMode } from "./local-mode.ts";
import { codeIsRight } from "./one-time-code.ts";

/** What a person shows again before a signature: the password, or the code their authenticator shows now. */
export interface Proof {
  password?: string;
  code?: string;
}

/**
 * Proves that whoever acts is there in person. The local people, who have no password, prove it by being at the machine.
 * Waits for the password's slow hash, so it belongs before a transaction locks any rows.
 * @param secondFactor whether only a code will do
 * @throws PenstockError `forbidden`, with a sentence, for a proof that is wrong, missing, not enough, or tried too often
 */
export async function signInAgain(
  ctx: Pick<Ctx, "actor">,
  { password, code }: Proof,
  { secondFactor }: { secondFactor: boolean },
): Promise<{ method: "password" | "totp" | "local" }> {
  const { actor } = ctx;
  if (!password && !code) {
    if (isLocalPerson(ctx)) {
      if (!secondFactor) return { method: "local" };
      throw refusal(
        "The policy asks for a second factor here: set one up in Settings, then give the code it shows.",
      );
    }
    throw refusal(
      secondFactor
        ? "Sign in again for this: give the code that your authenticator shows now."
        : "Sign in again for this: give your password, or the code that your authenticator shows now.",
    );
  }
  if (secondFactor && !code)
    throw refusal(
      "The policy asks for a second factor here, and a password alone is not one: give the code that your authenticator shows now.",
    );
  const key = proofKey(actor.userId);
  if (!(await mayTry(key)))
    throw refusal("That was tried too often: wait a minute, then sign in again.");
  if (password && !(await passwordIsRight(actor.userId, password)))
    throw refusal("That is not your password: nothing was done. Try again.");
  if (code) await proveCode(actor.userId, code);
  await forgetTries(key);
  return { method: code ? "totp" : "password" };
}

function isLocalPerson({ actor }: Pick<Ctx, "actor">): boolean {
  if (!isLocalMode()) return false;
  return actor.via === "local" || (actor.via === "session" && LOCAL_EMAILS.includes(actor.email));
}

async function passwordIsRight(userId: string, password: string): Promise<boolean> {
  const context = await auth().$context;
  if (password.length > context.password.config.maxPasswordLength) return false;
  const account = await context.internalAdapter.findCredentialAccount(userId);
  if (account?.password) return context.password.verify({ hash: account.password, password });
  throw refusal(
    "You have no password here, since you sign in elsewhere: set up a second factor in Settings, and give its code.",
  );
}

async function proveCode(userId: string, code: string): Promise<void> {
  try {
    if (await codeIsRight(userId, code.replaceAll(/\s/g, ""))) return;
  } catch (error) {
    if (!isAPIError(error)) throw error;
    if (error.status === "TOO_MANY_REQUESTS")
      throw refusal(
        "Too many wrong codes: your second factor is locked for a quarter of an hour. Try again after it.",
      );
    throw refusal("You have no second factor yet: set one up in Settings, then give its code.");
  }
  throw refusal(
    "That is not the code your authenticator shows now, or it was used already: nothing was done. Wait for the next one and try again.",
  );
}

function refusal(message: string): PenstockError {
  return new PenstockError("forbidden", message, { needs: "sign-in-again" });
}
