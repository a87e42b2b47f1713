import type { Command } from "commander";
import type { AuditFilters } from "../audit-log/schemas.ts";
import type { Verdict } from "../audit-log/verdict.ts";
import { connect, type Connection } from "./client.ts";
import { MOST_LISTED } from "../page.ts";
import { moment } from "./moment.ts";
import { table, UsageError, when, wholeNumber, type Answer } from "./output.ts";
import { findFile, readText } from "./read-file.ts";
import { answer, asksServer, verb, type Common } from "./verb.ts";
import { plural } from "../../workflows/core/plural.ts";

const PROGRESS_EVERY_MS = 1_000;

interface Filters {
  actor?: string;
  role?: string;
  action?: string;
  entity?: string;
  id?: string;
  text?: string;
  source?: string;
  from?: string;
  to?: string;
}

export function addAudit(program: Command): void {
  const audit = program.command("audit").description("who did what, when and why");
  verb(
    filtered(audit.command("list").option("--limit <n>", "how many", "50")),
    async ({ api }, options: Common & Filters & { limit: string }) => {
      const { items } = await api.audit.list.query({
        ...(await read(api, options)),
        limit: wholeNumber(options.limit, "--limit", MOST_LISTED),
      });
      return {
        json: items,
        lines: table(
          ["entry", "when", "who", "as", "did", "to", "why"],
          items.map((one) => [
            one.seq,
            when(one.at),
            one.actorName,
            one.role,
            one.action,
            one.entityId,
            one.why,
          ]),
        ),
      };
    },
  );
  verb(
    filtered(
      audit
        .command("export")
        .argument("<file>", "a new file")
        .description(
          "write the record into a file that can be verified anywhere; with filters, a part of it",
        ),
    ),
    async ({ api, save }, file: string, options: Common & Filters) => {
      const query = new URLSearchParams(
        Object.entries(await read(api, options)).filter(([, value]) => value !== undefined),
      );
      await save(`/api/audit/export?${query}`, file);
      const { verifyFile } = await import("../audit-log/verify-file.ts");
      const verdict = await verifyFile(file);
      return {
        json: verdict,
        lines: [
          `${file} holds ${plural(verdict.entries, "entry", "entries")}, signed with key ${verdict.keyId}.`,
          ...(verdict.complete
            ? []
            : ["It is a part of the record: the rest of the chain cannot be verified from it."]),
        ],
      };
    },
  );
  verb(
    audit
      .command("seal")
      .description("sign the record as it is now, so that nobody can shorten it"),
    async ({ api }) => {
      const seal = await api.audit.seal.mutate();
      return { json: seal, lines: [`Entry ${seal.seq} is sealed with key ${seal.keyId}.`] };
    },
  );
  verb(
    audit.command("key").description("the public key of this installation's seals and exports"),
    async ({ api }) => {
      const { keyId, publicKey } = await api.audit.state.query();
      return { json: { keyId, publicKey }, lines: [publicKey.trimEnd()] };
    },
  );
  asksServer(audit.command("verify"))
    .argument("[file]", "an exported record: it is verified here, without any server")
    .option("--key <file>", "the public key (PEM) that the file must be signed with")
    .option("--json", "print one JSON value")
    .option("--user <email>", "act as one of the local people")
    .description("whether the record is as it was written; exit 1 where it is not")
    .action(async (file: string | undefined, options: Common & { key?: string }) => {
      if (file === undefined && options.key !== undefined)
        throw new UsageError("--key is for a file: name the exported record as well.");
      if (file !== undefined) await findFile(file);
      const { verifyFile } = await import("../audit-log/verify-file.ts");
      const verdict =
        file === undefined
          ? await verifyServer(connect(options))
          : await verifyFile(file, options.key && (await readText(options.key)));
      answer(told(verdict, file === undefined || options.key !== undefined), options);
    });
}

function filtered(command: Command): Command {
  return command
    .option("--actor <who>", "a person's name or id")
    .option("--role <role>")
    .option("--action <beginning>", "for instance review. or review.decide")
    .option("--entity <kind>")
    .option("--id <id>", "of what it was done to")
    .option("--text <words>", "in the reason")
    .option("--source <address>", "from where")
    .option("--from <date>", "for instance 2026-01-31")
    .option("--to <date>", "up to and with this day, or up to a moment");
}

async function read(api: Connection["api"], options: Filters): Promise<AuditFilters> {
  const { role, action, entity, id, text, source, actor, from, to } = options;
  return {
    role,
    action,
    entity,
    entityId: id,
    text,
    source,
    actor: actor && (await personOf(api, actor)),
    from: from && moment(from),
    to: to && moment(to, true),
  };
}

async function personOf(api: Connection["api"], who: string): Promise<string> {
  const { actors } = await api.audit.facets.query();
  const found = actors.filter(
    ({ id, name }) => id === who || name.toLowerCase() === who.toLowerCase(),
  );
  if (found.length === 1) return found[0]!.id;
  throw new UsageError(
    found.length === 0
      ? `'${who}' has done nothing that is recorded: name one of ${actors.map(({ name }) => name).join(", ")}.`
      : `There are several of the name '${who}': give the id, one of ${found.map(({ id }) => id).join(", ")}.`,
  );
}

/** How far it has come is told on the terminal while the server is at it. */
async function verifyServer({ api }: Connection): Promise<Verdict> {
  const done = api.audit.verify.mutate();
  const timer = setInterval(() => {
    void api.audit.state.query().then(
      ({ verifying }) => {
        if (verifying && process.stderr.isTTY)
          process.stderr.write(`\rentry ${verifying.checked} of ${verifying.of}`);
      },
      () => undefined,
    );
  }, PROGRESS_EVERY_MS);
  try {
    return await done;
  } finally {
    clearInterval(timer);
    if (process.stderr.isTTY) process.stderr.write("\r\u001B[K");
  }
}

function told(verdict: Verdict, keyIsKnown: boolean): Answer {
  const { ok, complete, entries, through, seals, keyId, fault } = verdict;
  return {
    json: verdict,
    exitCode: ok ? 0 : 1,
    lines: [
      fault
        ? `NOT as it was written: ${fault.sentence} ${plural(entries, "entry", "entries")} before it ${entries === 1 ? "holds" : "hold"}.`
        : `${plural(entries, "entry", "entries")}, ${entries === 1 ? "as it was" : "all as they were"} written${through && complete ? `, up to ${through.hash}` : ""}.`,
      complete
        ? `${seals.held.toLocaleString("en")} seals hold${seals.lastAt ? `, the last of ${when(seals.lastAt)}` : ""}${seals.unknown ? `; ${seals.unknown} are of other keys` : ""}.`
        : "The file is a part of the record, by filters: what lies between its entries is not looked at.",
      keyIsKnown
        ? `Key ${keyId}.`
        : `Key ${keyId}, which the file brings itself: hold it against 'penstock audit key', or give --key.`,
    ],
  };
}
