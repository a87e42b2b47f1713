import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { audit } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Fault } from "./chain.ts";
import { exportRecord } from "./export.ts";
import { seal } from "./seal-now.ts";
import { verifyFile } from "./verify-file.ts";
import { verify } from "./verify.ts";

let database: TestDatabase;
let folder: string;

before(async () => {
  process.env["PENSTOCK_SECRET"] ??= "a secret of this test, long enough";
  database = await startTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "penstock-audit-"));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Recorded {
  ctx: Ctx;
  workspaceId: string;
  seals: string;
}

/** A workspace with eight entries, of which five, and then all, are sealed. */
async function recorded(): Promise<Recorded> {
  const people = await freshWorkspace(database.db);
  const { workspaceId } = people;
  const ctx = contextOf((await database.as(workspaceId)).db, people.admin);
  const seals = path.join(folder, `${workspaceId}.jsonl`);
  for (let count = 1; count <= 8; count++) {
    await audit(ctx.db, people.designer, {
      action: "pipeline.publish",
      entity: "pipeline",
      entityId: "credit",
      before: { version: count - 1 },
      after: { version: count, note: "Größe “A” \n 1.0 \u2028", share: 0.1 },
      why: "The third",
    });
    if (count === 5 || count === 8) await seal(ctx, seals);
  }
  return { ctx, workspaceId, seals };
}

/** Does what only whoever owns the database can: past all its triggers. */
async function asOwner(statements: string, { workspaceId }: Recorded): Promise<void> {
  await database.sql.begin(async (tx) => {
    await tx.unsafe("set local session_replication_role = replica");
    await tx.unsafe(statements.replaceAll("$ws", `'${workspaceId}'`));
  });
}

/** Entries are written one after the other here, so that their ids have no gaps. */
const ID_OF = (seq: number) =>
  `(select audit_id from audit_link where workspace_id = $ws and seq = ${seq})`;
const REMOVE = (condition: string) =>
  `delete from audit where id in (select audit_id from audit_link where workspace_id = $ws and ${condition});
   delete from audit_link where workspace_id = $ws and ${condition}`;
const HEAD_AT = (seq: number) =>
  `update audit_head h set seq = ${seq}, hash = l.hash from audit_link l
    where h.workspace_id = $ws and l.workspace_id = $ws and l.seq = ${seq}`;
/** All hashes from an entry on, as they would be for what the rows hold now. */
const REHASH = (from: number) =>
  `do $$ declare one record; last text; begin
     select hash into last from audit_link where workspace_id = $ws and seq = ${from - 1};
     for one in select l.seq, a as entry from audit_link l join audit a on a.id = l.audit_id
       where l.workspace_id = $ws and l.seq >= ${from} order by l.seq loop
       last := audit_hash(last, audit_content(one.entry, one.seq));
       update audit_link set hash = last where workspace_id = $ws and seq = one.seq;
     end loop;
     update audit_head set hash = last where workspace_id = $ws;
   end $$`;

const ATTACKS: [string, string, Pick<Fault, "seq" | "kind">, RegExp][] = [
  [
    "a changed reason",
    `update audit set why = 'Another' where id = ${ID_OF(3)}`,
    { seq: 3, kind: "changed" },
    /^Entry 3 was changed/,
  ],
  [
    "a moment moved by a microsecond",
    `update audit set at = at + interval '1 microsecond' where id = ${ID_OF(1)}`,
    { seq: 1, kind: "changed" },
    /^Entry 1 was changed/,
  ],
  [
    "a removed row",
    `delete from audit where id = ${ID_OF(4)}`,
    { seq: 4, kind: "removed" },
    /^Entry 4 was removed: only its place/,
  ],
  [
    "a row removed with its place",
    REMOVE("seq = 4"),
    { seq: 4, kind: "removed" },
    /^Entry 4 was removed: 5 comes after 3/,
  ],
  [
    "a removed tail",
    REMOVE("seq > 6"),
    { seq: 7, kind: "tail-removed" },
    /ends with entry 6, but 8 were sealed on 20/,
  ],
  [
    "a removed tail, the head set back and the database's seals removed with it",
    `${REMOVE("seq > 6")}; ${HEAD_AT(6)}; delete from audit_seal where workspace_id = $ws and seq > 6`,
    { seq: 7, kind: "tail-removed" },
    /ends with entry 6, but 8 were sealed on 20/,
  ],
  [
    "a head set back by itself",
    HEAD_AT(6),
    { seq: 7, kind: "rewritten" },
    /set back behind entry 7/,
  ],
  [
    "two places that were swapped",
    `update audit_link set audit_id = -1 where audit_id = ${ID_OF(2)};
     update audit_link set audit_id = (select min(id) from audit where workspace_id = $ws) + 1 where workspace_id = $ws and seq = 6;
     update audit_link set audit_id = (select min(id) from audit where workspace_id = $ws) + 5 where audit_id = -1`,
    { seq: 2, kind: "swapped" },
    /^Entries 2 and 6 have changed places/,
  ],
  [
    "a chain written anew behind the change",
    `update audit set why = 'Another' where id = ${ID_OF(7)}; ${REHASH(7)}`,
    { seq: 6, kind: "rewritten" },
    /^Entry 8 has another hash than was sealed .* from entry 6 on/,
  ],
  [
    "a forged seal",
    `update audit_seal set hash = (select hash from audit_link where workspace_id = $ws and seq = 7), seq = 7 where workspace_id = $ws and seq = 8`,
    { seq: 7, kind: "forged" },
    /^The seal of entry 7 does not carry the signature/,
  ],
  [
    "an entry written past the chain",
    `insert into audit (workspace_id, actor_id, actor_name, role, via, action, entity, entity_id)
     values ($ws, 'u', 'Nobody', 'admin', 'session', 'review.decide', 'review', 'r')`,
    { seq: 9, kind: "unlinked" },
    /is not in the chain/,
  ],
];

for (const [name, statements, found, sentence] of ATTACKS)
  test(`verification finds ${name}`, async () => {
    const workspace = await recorded();
    await asOwner(statements, workspace);
    const { ok, fault } = await verify(workspace.ctx, workspace.seals);
    assert.equal(ok, false);
    assert.deepEqual({ seq: fault?.seq, kind: fault?.kind }, found);
    assert.match(fault!.sentence, sentence);
  });

test("an untouched record holds, with its seals, and verifying it is an entry of it", async () => {
  const { ctx, seals } = await recorded();
  const first = await verify(ctx, seals);
  assert.deepEqual([first.ok, first.entries, first.seals.held], [true, 8, 2]);
  const second = await verify(ctx, seals);
  assert.deepEqual([second.ok, second.entries, second.fault], [true, 9, null]);
});

async function exported(filters = {}): Promise<{ file: string; lines: string[] }> {
  const { ctx, seals, workspaceId } = await recorded();
  let text = "";
  for await (const line of await exportRecord(ctx, filters, seals)) text += line;
  const file = path.join(folder, `${workspaceId}.export`);
  await writeFile(file, text);
  return { file, lines: text.trimEnd().split("\n") };
}

test("an exported record is verified without database or secret", async () => {
  const { file } = await exported();
  const secret = process.env["PENSTOCK_SECRET"];
  delete process.env["PENSTOCK_SECRET"];
  try {
    const { ok, entries, complete, seals } = await verifyFile(file);
    assert.deepEqual([ok, entries, complete, seals.held], [true, 9, true, 3]);
  } finally {
    process.env["PENSTOCK_SECRET"] = secret;
  }
});

/** Header, entries 1 to 5, a seal, entries 6 to 8, a seal, entry 9 (the export), a seal, the end. */
const LINE_OF = (seq: number) => (seq <= 5 ? seq : seq <= 8 ? seq + 1 : seq + 2);

const FILE_ATTACKS: [string, (lines: string[]) => string[], Pick<Fault, "seq" | "kind">][] = [
  [
    "a changed row",
    (lines) => lines.with(LINE_OF(3), lines[LINE_OF(3)]!.replace("The third", "The other")),
    { seq: 3, kind: "changed" },
  ],
  [
    "a changed row with a hash that fits it",
    (lines) => {
      const entry = JSON.parse(lines[LINE_OF(2)]!) as { hash: string };
      return lines.with(LINE_OF(2), JSON.stringify({ ...entry, hash: "0".repeat(64) }));
    },
    { seq: 2, kind: "changed" },
  ],
  ["a removed row", (lines) => lines.toSpliced(LINE_OF(4), 1), { seq: 4, kind: "removed" }],
  [
    "a removed tail",
    (lines) => [...lines.slice(0, LINE_OF(7)), ...lines.slice(-1)],
    { seq: 7, kind: "tail-removed" },
  ],
  [
    "a file that was cut off",
    (lines) => lines.slice(0, LINE_OF(6)),
    { seq: 6, kind: "tail-removed" },
  ],
  [
    "two rows that changed places",
    (lines) => lines.with(LINE_OF(2), lines[LINE_OF(4)]!).with(LINE_OF(4), lines[LINE_OF(2)]!),
    { seq: 2, kind: "swapped" },
  ],
  [
    "a header that says something else",
    (lines) => lines.with(0, lines[0]!.replace('"exportedBy":"', '"exportedBy":"not ')),
    { seq: 1, kind: "forged" },
  ],
  [
    "an entry added behind the signed last line",
    (lines) => [...lines, lines[LINE_OF(9)]!.replace('"seq":9', '"seq":10')],
    { seq: 10, kind: "forged" },
  ],
  [
    "something added to an entry's line",
    (lines) => lines.with(LINE_OF(4), lines[LINE_OF(4)]!.replace("{", '{"why":"Another",')),
    { seq: 4, kind: "changed" },
  ],
  [
    "something added to a seal",
    (lines) =>
      lines.with(LINE_OF(5) + 1, lines[LINE_OF(5) + 1]!.replace('{"seal":{', '{"seal":{"why":1,')),
    { seq: 6, kind: "changed" },
  ],
];

for (const [name, change, found] of FILE_ATTACKS)
  test(`an exported file shows ${name}`, async () => {
    const { file, lines } = await exported();
    await writeFile(file, `${change(lines).join("\n")}\n`);
    const { ok, fault } = await verifyFile(file);
    assert.equal(ok, false);
    assert.deepEqual({ seq: fault?.seq, kind: fault?.kind }, found, fault?.sentence);
  });

test("a filtered export vouches for its entries and for there being no others", async () => {
  const { file, lines } = await exported({ entityId: "credit", from: "2020-01-01T00:00:00Z" });
  const whole = await verifyFile(file);
  assert.deepEqual([whole.ok, whole.complete, whole.entries], [true, false, 8]);
  await writeFile(file, `${lines.toSpliced(3, 1).join("\n")}\n`);
  assert.equal((await verifyFile(file)).fault?.kind, "removed");
  await writeFile(file, `${lines.with(2, lines[2]!.replace("The third", "No")).join("\n")}\n`);
  assert.equal((await verifyFile(file)).fault?.kind, "changed");
  await writeFile(file, `${lines.join("\n")}\n\n${lines[1]}\n`);
  assert.equal((await verifyFile(file)).fault?.kind, "forged");
});

test("a file signed by somebody else is found out by the key that is known", async () => {
  const { file } = await exported();
  const known = JSON.parse((await readFile(file, "utf8")).split("\n")[0]!) as { publicKey: string };
  const secret = process.env["PENSTOCK_SECRET"];
  process.env["PENSTOCK_SECRET"] = "another installation's secret, as long";
  try {
    const other = await exported();
    assert.equal((await verifyFile(other.file)).ok, true);
    assert.equal((await verifyFile(other.file, known.publicKey)).fault?.kind, "forged");
  } finally {
    process.env["PENSTOCK_SECRET"] = secret;
  }
});
