import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { workspace } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { keyIdOfPem, publicKeyPem } from "../signing.ts";
import { conditions } from "./conditions.ts";
import { actionsLike } from "./distinct.ts";
import { FORMAT, sha256Line, signEnding, type Header } from "./export-lines.ts";
import { readChain } from "./read-chain.ts";
import type { AuditFilters } from "./schemas.ts";
import { sealFile } from "./seal-file.ts";
import { sealHead } from "./seal.ts";

const HASHED =
  "hash = SHA-256 of prev, a line break and content; prev is the hash of the entry before";

/**
 * The record of the workspace as JSON lines, up to a seal that is made now. That it was exported is its last entry. With filters the
 * entries vouch for themselves, and the last line for there having been no others.
 * @returns the lines, which are read while they are asked for
 */
export async function exportRecord(
  ctx: Ctx,
  filters: AuditFilters,
  file = sealFile(),
): Promise<AsyncGenerator<string>> {
  authorize(ctx, "audit.export");
  const { db, actor } = ctx;
  const { workspaceId } = actor;
  await audit(db, actor, {
    action: "audit.export",
    entity: "audit",
    entityId: workspaceId,
    after: { filters },
  });
  const seal = await sealHead(db, workspaceId, file);
  const [found] = await db
    .select({ name: workspace.name })
    .from(workspace)
    .where(eq(workspace.id, workspaceId));
  if (!seal || !found) throw new PenstockError("not-found", "There is no record to export.");
  const publicKey = publicKeyPem();
  const complete = Object.keys(filters).length === 0;
  const header: Header = {
    format: FORMAT,
    version: 1,
    workspaceId,
    workspace: found.name,
    exportedAt: seal.sealedAt,
    exportedBy: actor.name,
    complete,
    filters: { ...filters },
    hash: HASHED,
    keyId: keyIdOfPem(publicKey),
    publicKey,
  };
  const { action, ...others } = filters;
  const actions = action ? await actionsLike(db, workspaceId, action) : null;
  const where = complete ? undefined : conditions(workspaceId, { ...others, actions });
  return lines(header, seal, readChain(db, workspaceId, seal.seq, where));
}

async function* lines(
  header: Header,
  { seq, hash: head }: { seq: number; hash: string },
  rows: ReturnType<typeof readChain>,
): AsyncGenerator<string> {
  const first = JSON.stringify(header);
  yield `${first}\n`;
  const digest = createHash("sha256");
  let entries = 0;
  for await (const { seq: place, prev, hash, content, seal } of rows) {
    digest.update(`${hash}\n`);
    entries++;
    yield `${JSON.stringify({ seq: place, prev, hash, content: content ?? "" })}\n`;
    if (seal && header.complete) yield `${JSON.stringify({ seal })}\n`;
  }
  const ending = { header: sha256Line(first), entries, seq, head, digest: digest.digest("hex") };
  yield `${JSON.stringify({ end: signEnding(ending) })}\n`;
}
