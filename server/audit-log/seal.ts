import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { auditHead, auditSeal } from "../../db/schema/governance.ts";
import { isSignedBy, sign } from "../signing.ts";
import { appendSeal } from "./seal-file.ts";

/** A head of the chain that this installation signed: so far it reached, and with this hash. */
export interface Seal {
  workspaceId: string;
  seq: number;
  hash: string;
  /** ISO 8601. */
  sealedAt: string;
  keyId: string;
  signature: string;
}

/**
 * Signs the head of a workspace's chain as it is now, and keeps the seal in the database and in a file beside it, so that who
 * can change the one has not changed the other. The same head is sealed once. Null where nothing is recorded yet.
 * @param file the home's `auditSeals`
 * @throws PenstockError `unavailable` where this process cannot sign
 */
export async function sealHead(
  db: Database,
  workspaceId: string,
  file: string,
): Promise<Seal | null> {
  const [head] = await db.select().from(auditHead).where(eq(auditHead.workspaceId, workspaceId));
  if (!head) return null;
  const [known] = await db
    .select()
    .from(auditSeal)
    .where(and(eq(auditSeal.workspaceId, workspaceId), eq(auditSeal.seq, head.seq)));
  if (known) return known;
  const unsigned = { ...head, sealedAt: new Date().toISOString() };
  const seal = { ...unsigned, ...sign(statementOf(unsigned)) };
  await db.insert(auditSeal).values(seal).onConflictDoNothing();
  await appendSeal(file, seal);
  return seal;
}

/** Whether the holder of the public key (PEM) made this seal. */
export function isSealOf(publicKeyPem: string, seal: Seal): boolean {
  return isSignedBy(publicKeyPem, statementOf(seal), seal.signature);
}

function statementOf({ workspaceId, seq, hash, sealedAt }: Omit<Seal, "keyId" | "signature">) {
  return { type: "penstock audit seal", workspaceId, seq, hash, sealedAt };
}
