import { and, desc, eq } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { auditHead, auditSeal } from "../../db/schema/governance.ts";
import { authorize, type Ctx } from "../context.ts";
import { keyIdOfPem, publicKeyPem } from "../signing.ts";
import type { Fault } from "./chain.ts";
import { verifying } from "./verify.ts";

/** What `audit.verify` writes down. */
interface Verified {
  ok: boolean;
  through: number;
  fault: Fault | null;
}

/** How long the workspace's record is, when it was last verified and sealed, and the public key of the seals. */
export async function state(ctx: Ctx) {
  authorize(ctx, "audit.read");
  const { db, actor } = ctx;
  const [[head], [seal], [last]] = await Promise.all([
    db.select().from(auditHead).where(eq(auditHead.workspaceId, actor.workspaceId)),
    db
      .select({ seq: auditSeal.seq, at: auditSeal.sealedAt })
      .from(auditSeal)
      .where(eq(auditSeal.workspaceId, actor.workspaceId))
      .orderBy(desc(auditSeal.seq))
      .limit(1),
    db
      .select({ at: audit.at, by: audit.actorName, after: audit.after })
      .from(audit)
      .where(and(eq(audit.workspaceId, actor.workspaceId), eq(audit.action, "audit.verify")))
      .orderBy(desc(audit.at), desc(audit.id))
      .limit(1),
  ]);
  const publicKey = publicKeyPem();
  return {
    entries: head?.seq ?? 0,
    hash: head?.hash ?? null,
    sealed: seal ?? null,
    verified: last ? { at: last.at, by: last.by, ...(last.after as unknown as Verified) } : null,
    verifying: verifying(actor.workspaceId),
    keyId: keyIdOfPem(publicKey),
    publicKey,
  };
}
