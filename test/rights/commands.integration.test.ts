import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { before, test } from "node:test";
import type { Command } from "commander";
import { apiKey, ROLES, type Role } from "../../db/schema/auth.ts";
import { build, main } from "../../server/cli/main.ts";
import { reachOf } from "../../server/cli/verb.ts";
import { can } from "../../server/rights.ts";
import { newId } from "../../server/ids.ts";
import { freshWorkspace } from "../support/factories.ts";
import { startTestDatabase } from "../support/postgres.ts";
import { atEnd } from "../support/servers.ts";
import { useSignIn } from "../support/sign-in.ts";
import { PROCEDURES } from "./procedures.ts";

/** Commands without further commands, with the words that call them. */
function verbs(command: Command, words: string[] = []): { words: string[]; command: Command }[] {
  if (command.commands.length === 0) return [{ words, command }];
  return command.commands.flatMap((one) => verbs(one, [...words, one.name()]));
}
const VERBS = verbs(build());
const ASKING = VERBS.filter(({ command }) => reachOf(command) === "server");

const tokens: Partial<Record<Role, string>> = {};
/** What was asked of the server since this was emptied last: procedures by their paths, routes by their addresses. */
let asked: { what: string; status: number }[] = [];
let file: string;

before(async () => {
  const database = await startTestDatabase();
  const logins = await database.logins();
  useSignIn(logins.system);
  process.env["PENSTOCK_WEB_DATABASE_URL"] = logins.web;
  const people = await freshWorkspace(database.db);
  for (const role of ROLES) {
    const token = (tokens[role] = `pk_${randomBytes(24).toString("base64url")}`);
    await database.db.insert(apiKey).values({
      id: newId("key"),
      workspaceId: people.workspaceId,
      userId: people[role].userId,
      name: "commands",
      scope: "api",
      prefix: token.slice(0, 8),
      hash: createHash("sha256").update(token).digest("hex"),
    });
  }
  const { POST } = await import("../../app/api/trpc/[trpc]/route.ts");
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, search } = new URL(request.url!, "http://localhost:3000");
      const body = Buffer.concat(await request.toArray());
      const what = pathname.replace("/api/trpc/", "");
      if (what === pathname) {
        // Uploads and downloads are routes, which the matrix of routes has.
        asked.push({ what, status: 503 });
        response
          .writeHead(503, { "content-type": "application/json" })
          .end('{"error":"Only asked."}');
        return;
      }
      const answer = await POST(
        new Request(`http://localhost:3000${pathname}${search}`, {
          method: "POST",
          headers: {
            ...(request.headers as Record<string, string>),
            "content-length": String(body.length),
          },
          body,
        }),
      );
      asked.push({ what, status: answer.status });
      response
        .writeHead(answer.status, { "content-type": "application/json" })
        .end(await answer.text());
    })();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  process.env["PENSTOCK_URL"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-commands-"));
  file = path.join(folder, "pipeline.yaml");
  await writeFile(
    file,
    "apiVersion: penstock/v1\nname: short\nnodes:\n  - id: pause\n    kind: control.wait\n    config: { for: 1s }\n",
  );
  process.chdir(folder);
  atEnd(async () => {
    process.chdir(tmpdir());
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true, force: true });
  });
});

/** The words that call a command with the least it takes. */
function least({ words, command }: (typeof VERBS)[number]): string[] {
  const known = CALLS[words.join(" ")];
  if (known) return [...words, ...known];
  const value = (name: string) => (/file/i.test(name) ? file : (VALUES[name] ?? "x1"));
  return [
    ...words,
    ...command.registeredArguments.filter((one) => one.required).map((one) => value(one.name())),
    ...command.options
      .filter((one) => one.mandatory)
      .flatMap((one) => [one.long!, ...(one.required ? [value(one.attributeName())] : [])]),
  ];
}

/** For arguments and options that not just any word fits. */
const VALUES: Record<string, string> = {
  tier: "low",
  from: "2026-01-01T00:00:00Z",
  to: "2026-01-02T00:00:00Z",
  severity: "low",
};
/** For commands that not just any words fit. */
const CALLS: Record<string, string[]> = {
  "datasets describe": ["x1", "--purpose", "A test"],
  "limits set": ["workspace", "3"],
  "pipelines diff": ["x1", "1", "2"],
  "runs compare": ["x1", "x2"],
  "pipelines eject": ["x1", "--to", "x2"],
  "models alias": ["x1", "champion", "1"],
  "models suspend": ["x1@1", "--reason", "A test"],
  "models lift": ["x1@1", "--reason", "A test"],
  "models retire": ["x1@1", "--reason", "A test"],
  "models report": ["x1@1", "--severity", "low", "--incident", "A test"],
  "models bom": ["x1@1"],
  "models card": ["x1@1"],
  "reviews open": ["x1@1"],
  "reviews decide": ["x1", "--approve", "--comment", "A test"],
};

/** Runs a command; null, or why it has asked nothing. */
async function run(words: string[], token: string): Promise<string | null> {
  asked = [];
  process.env["PENSTOCK_TOKEN"] = token;
  const ending = new AbortController();
  const never = sleep(60_000, undefined, { signal: ending.signal }).then(
    () => {
      throw new Error(`penstock ${words.join(" ")} does not end.`);
    },
    () => undefined,
  );
  const write = process.stderr.write.bind(process.stderr);
  const print = process.stdout.write.bind(process.stdout);
  let said = "";
  // Some read what they are to keep from there.
  Object.defineProperty(process, "stdin", {
    value: Readable.from(["a value"]),
    configurable: true,
  });
  process.stderr.write = (text: string | Uint8Array) => {
    said += String(text);
    return true;
  };
  // The test runner's own words are bytes.
  process.stdout.write = ((chunk: string | Uint8Array) =>
    typeof chunk === "string" || print(chunk)) as typeof process.stdout.write;
  try {
    await Promise.race([main(["node", "penstock", ...words]), never]);
  } finally {
    ending.abort();
    process.stderr.write = write;
    process.stdout.write = print;
    process.exitCode = 0;
  }
  return asked.length > 0 ? null : `asks the server nothing: ${said}`;
}

test("every command asks the server, or says why it needs no right", () => {
  assert.ok(VERBS.length > 50);
  for (const { words, command } of VERBS) {
    const reach = reachOf(command);
    assert.ok(
      reach,
      `penstock ${words.join(" ")} says nothing: make it with verb(), or with staysLocal() and why`,
    );
    if (reach !== "server") assert.ok(reach.local.length > 10);
  }
});

for (const role of ROLES)
  test(`${role}: each command goes as far as the rights of the procedures that it calls`, async () => {
    const wrong: string[] = [];
    for (const verb of ASKING) {
      const words = least(verb);
      const silent = await run(words, tokens[role]!);
      if (silent) wrong.push(`${words.join(" ")} ${silent}`);
      for (const { what, status } of asked) {
        if (what.startsWith("/")) continue;
        const rights = what
          .split(",")
          .map((one) => PROCEDURES.find((known) => known.path === one)?.right);
        const may = rights.every((right) => right && can(role, right));
        if ((status === 403) === may)
          wrong.push(`${words.join(" ")}: ${what} (${rights.join()}) answers ${status}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

test("no command gets anywhere with a key that there is not", async () => {
  for (const verb of ASKING) {
    await run(least(verb), "pk_made-up");
    for (const { what, status } of asked)
      assert.ok(status === 401 || what.startsWith("/"), `${what} ${status}`);
  }
});
