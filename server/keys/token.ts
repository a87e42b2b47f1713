import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const PREFIX = "pk_";

/** Whether a token is a client's, right or wrong, by how it begins. */
export function isKey(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** A new token of a client: `pk_` and 32 random bytes. It is shown once and never stored. */
export function newToken(): string {
  return `${PREFIX}${randomBytes(32).toString("base64url")}`;
}

/** What is stored of a token: its SHA-256, in hexadecimal. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

const LIFETIME_MS = 60_000;

/** A token by which the web process asks the serving process on behalf of a workspace, for a minute. */
export function internalToken(secret: string, workspaceId: string, now = Date.now()): string {
  const body = `${Buffer.from(workspaceId).toString("base64url")}.${now + LIFETIME_MS}`;
  return `pi_${body}.${sign(secret, body)}`;
}

/** The workspace an internal token speaks for; null when it is forged or has run out. */
export function readInternalToken(secret: string, token: string, now = Date.now()): string | null {
  const [, workspace, expires, signature] = /^pi_([\w-]+)\.(\d{1,16})\.([\w-]+)$/.exec(token) ?? [];
  if (workspace === undefined || expires === undefined || signature === undefined) return null;
  const own = Buffer.from(sign(secret, `${workspace}.${expires}`));
  const given = Buffer.from(signature);
  if (own.length !== given.length || !timingSafeEqual(own, given)) return null;
  return Number(expires) > now ? Buffer.from(workspace, "base64url").toString() : null;
}

function sign(secret: string, body: string): string {
  return createHmac("sha256", secret).update(`serving:${body}`).digest("base64url");
}
