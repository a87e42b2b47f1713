import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { and, eq } from "drizzle-orm";
import { POST as trpc } from "../../app/api/trpc/[trpc]/route.ts";
import { apiKey } from "../../db/schema/auth.ts";
import { audit } from "../../db/schema/audit.ts";
import { auth } from "../../server/sign-in/auth.ts";
import type { Actor } from "../../server/context.ts";
import { repoRoot } from "../../server/home.ts";
import { newId } from "../../server/ids.ts";
import type { Right } from "../../server/rights.ts";
import { temporaryArtifacts } from "./deployed-model.ts";
import type { TestDatabase } from "./postgres.ts";
import { atEnd } from "./servers.ts";
import { PASSWORD, useSignIn } from "./sign-in.ts";

/** How a procedure answered over HTTP. */
export interface Answer {
  /** tRPC's code of a refusal; null when it was done. */
  code: string | null;
  message: string;
  result: unknown;
}

type Headers = Record<string, string>;

/** The application's own route for programs and pages, on the real Postgres behind the wall, at an address of this machine. */
export async function startWeb(database: TestDatabase) {
  const { db } = database;
  const logins = await database.logins();
  useSignIn(logins.system);
  const { home } = await temporaryArtifacts();
  Object.assign(process.env, { PENSTOCK_WEB_DATABASE_URL: logins.web, PENSTOCK_HOME: home });
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
        method: incoming.method!,
        headers: incoming.headers as Headers,
        ...(incoming.method === "POST"
          ? { body: Readable.toWeb(incoming) as unknown as BodyInit, duplex: "half" }
          : {}),
      } as RequestInit);
      const response = await trpc(request, { params: Promise.resolve({}) });
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(async () => {
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** What a page of whoever is signed in sends along; the person has `PASSWORD`. */
  async function page({ email }: Actor): Promise<Headers> {
    const response = await auth().api.signInEmail({
      body: { email, password: PASSWORD },
      asResponse: true,
    });
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    return { cookie: cookies.join("; "), origin: url };
  }

  /** A new API key of a person, for all that their role includes or for some rights. */
  async function key({ workspaceId, userId }: Actor, rights?: Right[]): Promise<string> {
    const token = `pk_${randomBytes(24).toString("base64url")}`;
    await db.insert(apiKey).values({
      id: newId("key"),
      workspaceId,
      userId,
      name: "test",
      scope: "api",
      rights,
      prefix: token.slice(0, 8),
      hash: createHash("sha256").update(token).digest("hex"),
    });
    return token;
  }

  async function call(headers: Headers, procedure: string, input: object): Promise<Answer> {
    const response = await fetch(`${url}/api/trpc/${procedure}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(input),
    });
    const { error, result } = (await response.json()) as {
      error?: { message: string; data: { code: string } };
      result?: { data: unknown };
    };
    return {
      code: error?.data.code ?? null,
      message: error?.message ?? "",
      result: result?.data ?? null,
    };
  }

  /** The command with a key and `PASSWORD`: what it wrote, and its exit code. */
  function command(
    token: string,
    ...args: string[]
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const env = {
      ...process.env,
      PENSTOCK_URL: url,
      PENSTOCK_TOKEN: token,
      PENSTOCK_PASSWORD: PASSWORD,
    };
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ["server/cli/bin.js", ...args],
        { cwd: repoRoot, env },
        (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
      child.stdin?.end();
    });
  }

  /** Audit rows of an act by a person, the oldest first. */
  function recorded(action: string, { userId }: Actor) {
    return db
      .select()
      .from(audit)
      .where(and(eq(audit.action, action), eq(audit.actorId, userId)))
      .orderBy(audit.id);
  }

  return {
    page,
    key,
    call,
    command,
    recorded,
    bearer: (token: string) => ({ authorization: `Bearer ${token}` }),
  };
}
