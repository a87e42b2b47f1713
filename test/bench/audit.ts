import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { checkChain } from "../../server/audit-log/check-chain.ts";
import { exportRecord } from "../../server/audit-log/export.ts";
import { facets } from "../../server/audit-log/facets.ts";
import { list } from "../../server/audit-log/list.ts";
import type { AuditFilters } from "../../server/audit-log/schemas.ts";
import { state } from "../../server/audit-log/state.ts";
import { verifyFile } from "../../server/audit-log/verify-file.ts";
import type { Ctx } from "../../server/context.ts";
import { repoRoot } from "../../server/home.ts";
import { publicKeyPem } from "../../server/signing.ts";
import { contextOf } from "../support/context.ts";
import { freshWorkspace } from "../support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { benchCase, machine, type BenchCase, type BenchResult } from "./result.ts";
import { timed, times } from "./timed.ts";

const ENTRIES = 1_000_000;
const WRITERS = 4;
const PAGE_MS = 150;

interface Record {
  database: TestDatabase;
  ctx: Ctx;
  folder: string;
}

/**
 * The audit log with 1,000,000 entries in a workspace, as the role of the web application: first pages by every filter beside the
 * limit; verifying in the database and in an exported file beside the least that has to be done for it; what a place in the chain
 * costs whoever writes an entry.
 * @param only `write`, `list` or `verify`
 */
export async function run(only = "", rounds = 15): Promise<BenchResult> {
  process.env["PENSTOCK_SECRET"] ??= "a secret of this bench, long enough";
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-bench-"));
  try {
    const database = await startTestDatabase();
    const { workspaceId, admin } = await freshWorkspace(database.db);
    const ctx = contextOf((await database.as(workspaceId)).db, admin);
    const record = { database, ctx, folder };
    await fill(database, workspaceId);
    const cases = [];
    for (const [name, measure] of Object.entries({
      list: pages,
      verify: verifying,
      write: writing,
    }))
      if (name.includes(only)) {
        const measured = await measure(record, rounds);
        process.stderr.write(`${JSON.stringify(measured)}\n`);
        cases.push(...measured);
      }
    return { name: "audit", cases, machine: machine() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Two years of 40 people, 60 actions on 20 kinds of things; some people, actions and words are rare, and some are long ago. Written
 * past the trigger, and linked as the migration links what it finds: one after the other takes minutes.
 */
async function fill({ sql }: TestDatabase, workspaceId: string): Promise<void> {
  await sql`alter table audit disable trigger audit_chain`;
  const share = ENTRIES / WRITERS;
  await Promise.all(
    Array.from({ length: WRITERS }, (_, part) => write(part * share + 1, (part + 1) * share)),
  );
  await sql`select setval('audit_id_seq', ${ENTRIES})`;
  await sql`alter table audit enable trigger audit_chain`;
  await sql.begin(async (tx) => {
    // Nobody but the chain's own trigger writes links.
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(await linking());
  });
  await sql`vacuum analyze audit, audit_link`;

  function write(from: number, to: number) {
    return sql`
      insert into audit (id, workspace_id, at, actor_id, actor_name, role, via, action, entity, entity_id, before, after, why, source)
      select i, ${workspaceId}, now() - (${ENTRIES}::int - i) * interval '1 minute', 'user_' || who, 'Person ' || who,
        case when i % 50000 = 7 then 'auditor' else (array['designer', 'reviewer', 'operator', 'admin'])[1 + who % 4] end, 'session',
        case when i < 200 then 'waiver.approve' else 'kind' || i % 20 || '.verb' || i % 3 end,
        case when i < 200 then 'waiver' else 'kind' || i % 20 end, 'thing_' || i % 5000,
        jsonb_build_object('version', i - 1, 'status', 'draft'), jsonb_build_object('version', i, 'status', 'published', 'text', repeat('x', 100)),
        case when i % 3 = 0 then 'The committee asked for number ' || i || case when i % 90000 = 0 then ' as an exception' else '' end end,
        '10.0.' || who || '.1'
      from generate_series(${from}::int, ${to}::int) i,
        lateral (select case when i % 100000 = 3 then 99 when i < 500 then 98 else (i * 779) % 38 end as who) as person`;
  }
}

async function linking(): Promise<string> {
  const migration = await readFile(
    path.join(repoRoot, "db/migrations/0004_governance.sql"),
    "utf8",
  );
  return migration
    .split("--> statement-breakpoint")
    .find((statement) => statement.includes("Entries from before the chain"))!;
}

const AT = (monthsAgo: number) => new Date(Date.now() - monthsAgo * 30 * 86_400_000).toISOString();

async function pages({ database, ctx }: Record, rounds: number): Promise<BenchCase[]> {
  const page = { limit: 50, cursor: null };
  const { nextCursor } = await list(ctx, { ...page, limit: 200 });
  const asked: [string, AuditFilters & { cursor?: string | null }][] = [
    ["all", {}],
    ["the next ones", { cursor: nextCursor }],
    ["by a person", { actor: "user_5" }],
    ["by a person, rare", { actor: "user_99" }],
    ["by a person, long ago", { actor: "user_98" }],
    ["as a role", { role: "reviewer" }],
    ["as a role, rare", { role: "auditor" }],
    ["an action", { action: "kind3.verb1" }],
    ["actions of a kind", { action: "kind1" }],
    ["actions, long ago", { action: "waiver." }],
    ["to a kind", { entity: "kind4" }],
    ["to a kind, long ago", { entity: "waiver" }],
    ["to one thing", { entity: "kind4", entityId: "thing_4" }],
    ["from an address", { source: "10.0.7.1" }],
    ["in a month a year ago", { from: AT(12), to: AT(11) }],
    ["by a person, a year ago", { actor: "user_5", to: AT(11) }],
    ["a frequent word", { text: "committee" }],
    ["a beginning", { text: "commit" }],
    ["a rare word", { text: "exception" }],
    ["a word of one entry", { text: "999999" }],
    ["a word of none", { text: "nothing" }],
    ["a word, a year ago", { text: "committee", to: AT(11) }],
    ["a rare word by a person", { text: "exception", actor: "user_5" }],
    ["a person's actions of a kind", { actor: "user_5", action: "kind1" }],
    ["two filters that never meet", { role: "auditor", action: "waiver." }],
    [
      "two frequent filters that never meet",
      { actor: "user_5", entity: "kind5", source: "10.0.6.1" },
    ],
  ];
  const { workspaceId } = ctx.actor;
  const raw = await times(
    () =>
      database.sql`select * from audit where workspace_id = ${workspaceId} order by at desc, id desc limit 51`,
    rounds,
  );
  const cases = [
    benchCase(
      "first page: all, raw SQL as baseline",
      "ms",
      await times(() => list(ctx, page), rounds),
      raw,
    ),
  ];
  for (const [name, filters] of asked)
    cases.push(
      await timed(`first page: ${name}`, PAGE_MS, () => list(ctx, { ...page, ...filters }), rounds),
    );
  for (const [name, ask] of [
    ["facets", facets],
    ["state", state],
  ] as const)
    cases.push(await timed(name, PAGE_MS, () => ask(ctx), rounds));
  return cases;
}

async function verifying({ database, ctx, folder }: Record): Promise<BenchCase[]> {
  const { workspaceId } = ctx.actor;
  const file = path.join(folder, "audit.jsonl");
  const seals = path.join(folder, "seals.jsonl");
  const options = { file: seals, publicKey: publicKeyPem() };
  const inDatabase = await watched(async () => {
    const { ok, fault } = await checkChain(ctx.db, workspaceId, {
      ...options,
      progress: { checked: 0, of: 0 },
    });
    if (!ok) throw new Error(fault?.sentence);
  });
  const rawSql = await watched(
    () => database.sql`
      select count(*) from (
        select l.hash, audit_hash(lag(l.hash, 1, repeat('0', 64)) over (order by l.seq), audit_content(a, l.seq)) as again
        from audit_link l join audit a on a.id = l.audit_id where l.workspace_id = ${workspaceId}
      ) as linked where hash <> again`,
  );
  const exported = await watched(async () =>
    pipeline(Readable.from(await exportRecord(ctx, {}, seals)), createWriteStream(file)),
  );
  const inFile = await watched(async () => {
    const { ok, fault } = await verifyFile(file);
    if (!ok) throw new Error(fault?.sentence);
  });
  const rawLoop = await watched(async () => {
    for await (const line of createInterface({ input: createReadStream(file) }))
      createHash("sha256").update(line).digest("hex");
  });
  return [
    benchCase("verify in the database, limit as baseline", "s", [inDatabase.s], [60]),
    benchCase(
      "verify in the database, one SQL statement as baseline",
      "s",
      [inDatabase.s],
      [rawSql.s],
    ),
    benchCase("verify a file, limit as baseline", "s", [inFile.s], [60]),
    benchCase(
      "verify a file, reading and hashing its lines as baseline",
      "s",
      [inFile.s],
      [rawLoop.s],
    ),
    benchCase("export, reading and hashing its lines as baseline", "s", [exported.s], [rawLoop.s]),
    benchCase(
      "memory of verifying in the database, limit as baseline",
      "MB more",
      [inDatabase.mb],
      [200],
    ),
    benchCase("memory of verifying a file, limit as baseline", "MB more", [inFile.mb], [200]),
  ];
}

/** An entry in a transaction of its own, and in one of a hundred, with and without a place in the chain. */
async function writing({ database: { sql }, ctx }: Record, rounds: number): Promise<BenchCase[]> {
  const { workspaceId } = ctx.actor;
  const write = (entries: number) => () =>
    sql`
    insert into audit (workspace_id, actor_id, actor_name, role, via, action, entity, entity_id, after, why)
    select ${workspaceId}, 'user_1', 'Person 1', 'designer', 'session', 'kind1.verb1', 'kind1', 'thing_1',
      jsonb_build_object('version', i, 'text', repeat('x', 100)), 'The committee asked for it' from generate_series(1, ${entries}::int) i`;
  const chained = [await times(write(1), rounds * 4), await times(write(100), rounds)] as const;
  await sql`alter table audit disable trigger audit_chain`;
  const plain = [await times(write(1), rounds * 4), await times(write(100), rounds)] as const;
  return [
    benchCase("write an entry, without a chain as baseline", "ms", chained[0], plain[0]),
    benchCase("write 100 at once, without a chain as baseline", "ms", chained[1], plain[1]),
  ];
}

/** Seconds of a call, and by how many megabytes the process grew meanwhile. */
async function watched(call: () => Promise<unknown>): Promise<{ s: number; mb: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 100);
  const from = performance.now();
  await call();
  clearInterval(timer);
  return { s: (performance.now() - from) / 1000, mb: (most - before) / 2 ** 20 };
}
