import { createHash } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { apiKey } from "../../db/schema/auth.ts";
import { PenstockError } from "../errors.ts";
import { noteUse } from "../keys/note-use.ts";
import { readInternalToken } from "../keys/token.ts";
import type { Right } from "../rights.ts";

const FRESH_MS = 5_000;
/** A key that was good goes on being good for this long while Postgres is away. */
const STALE_MS = 5 * 60_000;
const MOST_KEPT = 10_000;
/** What "Try it" asks for too. */
const RIGHT: Right = "workspace.read";
/** Ours are far shorter. */
const LONGEST = 200;

export interface ApiKey {
  /** Null for the web process, which asks for somebody who is signed in there. */
  id: string | null;
  workspaceId: string;
  expiresAt: Date | null;
  /** What an API key is held to; null for an inference key, and for one that may do all that its maker may. */
  rights: readonly string[] | null;
}

interface Known {
  key: ApiKey | null;
  readAt: number;
}

/** Looks keys up by their SHA-256; a revocation takes effect within five seconds. */
export class ApiKeys {
  readonly #db: Database;
  readonly #secret: string | undefined;
  /** By token, so that a request costs no hashing; never written anywhere. */
  readonly #known = new Map<string, Known>();
  /** By token: requests that come while a key is looked up wait for the same answer. */
  readonly #lookingUp = new Map<string, Promise<ApiKey>>();

  /** With the installation's secret, the short-lived tokens of the web process are good too. */
  constructor(db: Database, secret?: string) {
    this.#db = db;
    this.#secret = secret;
  }

  /**
   * The key of a request's headers, at once when it was looked up a moment ago; null without one.
   * @throws PenstockError `unauthenticated` for a key that is unknown, revoked or expired, `forbidden` for one that is
   * held to rights without the one that predictions ask for.
   */
  check(headers: {
    authorization?: string;
    "x-api-key"?: string | string[];
  }): ApiKey | null | Promise<ApiKey> {
    const token = readToken(headers);
    if (token === null) return null;
    if (this.#secret !== undefined && token.startsWith("pi_")) {
      const workspaceId = readInternalToken(this.#secret, token);
      return accept(
        workspaceId === null ? null : { id: null, workspaceId, expiresAt: null, rights: null },
      );
    }
    if (token.length > LONGEST) return accept(null);
    const known = this.#known.get(token);
    if (known && Date.now() - known.readAt < FRESH_MS) return accept(known.key);
    let lookingUp = this.#lookingUp.get(token);
    if (!lookingUp) {
      lookingUp = this.#look(token, known).finally(() => this.#lookingUp.delete(token));
      this.#lookingUp.set(token, lookingUp);
    }
    return lookingUp;
  }

  async #look(token: string, known: Known | undefined): Promise<ApiKey> {
    const readAt = Date.now();
    try {
      const key = await this.#read(createHash("sha256").update(token).digest("hex"));
      if (this.#known.size >= MOST_KEPT) this.#known.clear();
      this.#known.set(token, { key, readAt });
      return accept(key);
    } catch (error) {
      if (error instanceof PenstockError) throw error;
      if (known?.key && Date.now() - known.readAt < STALE_MS) return accept(known.key);
      throw new PenstockError(
        "unavailable",
        "API keys cannot be checked at the moment; try again shortly.",
      );
    }
  }

  async #read(hash: string): Promise<ApiKey | null> {
    const [key] = await this.#db
      .select({
        id: apiKey.id,
        workspaceId: apiKey.workspaceId,
        expiresAt: apiKey.expiresAt,
        rights: apiKey.rights,
      })
      .from(apiKey)
      .where(and(eq(apiKey.hash, hash), isNull(apiKey.revokedAt)));
    if (!key) return null;
    await noteUse(this.#db, key.id);
    return key;
  }
}

function accept(key: ApiKey | null): ApiKey {
  if (!key || (key.expiresAt !== null && key.expiresAt.getTime() <= Date.now()))
    throw new PenstockError(
      "unauthenticated",
      "The API key is not known, or was revoked, or has expired: ask an operator of the workspace for a new one.",
    );
  if (key.rights && !key.rights.includes(RIGHT))
    throw new PenstockError(
      "forbidden",
      `The API key is held to rights without '${RIGHT}', which predictions ask for: use an inference key.`,
    );
  return key;
}

function readToken(headers: {
  authorization?: string;
  "x-api-key"?: string | string[];
}): string | null {
  const { authorization, "x-api-key": header } = headers;
  if (typeof header === "string") return header;
  if (authorization === undefined) return null;
  const bearer = /^Bearer +(\S+)$/i.exec(authorization);
  if (bearer) return bearer[1]!;
  throw new PenstockError(
    "unauthenticated",
    "The Authorization header must be 'Bearer' and an API key.",
  );
}
