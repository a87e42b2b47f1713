import { eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { modelVersion } from "../../db/schema/models.ts";
import { falseEvidence } from "../approvals/false-evidence.ts";
import { tierOf } from "../risk/tier-of.ts";
import { freeze } from "./freeze.ts";
import type { EvidencePack } from "./pack.ts";
import { packChanges, type Change } from "./pack-changes.ts";

/** What has changed since a review's pack was frozen; empty while it stands on what holds now. */
export async function standing(
  tx: Transaction,
  workspaceId: string,
  pack: EvidencePack,
): Promise<Change[]> {
  const { pack: now } = await freeze(tx, {
    modelVersionId: pack.model.id,
    workspaceId,
    round: pack.round,
    title: pack.title,
    instructions: pack.instructions,
    items: pack.items.filter(({ by }) => by === "step"),
  });
  const declared = await falseItems(tx, workspaceId, pack);
  const changes = packChanges(pack, now).filter(
    ({ what, before, after }) =>
      !(what === "item" && after === null && declared.some((one) => one.before === before)),
  );
  return [...changes, ...declared, ...(await staleRisk(tx, pack))];
}

/** Evidence that was declared false since: the next round goes on without it. */
async function falseItems(
  tx: Transaction,
  workspaceId: string,
  { items }: EvidencePack,
): Promise<Change[]> {
  const declared = await falseEvidence(
    tx,
    workspaceId,
    items.map(({ hash }) => hash),
  );
  return items
    .filter(({ hash }) => declared.has(hash))
    .map(({ title, hash }) => ({
      what: "item",
      key: title,
      before: hash,
      after: null,
      sentence: `'${title}' was declared false: ${declared.get(hash)}`,
    }));
}

/** Facts that the risk assessment stands on and that are others by now: only a new assessment helps. */
export async function staleRisk(tx: Transaction, pack: EvidencePack): Promise<Change[]> {
  const [version] = await tx
    .select({ modelId: modelVersion.modelId })
    .from(modelVersion)
    .where(eq(modelVersion.id, pack.model.id));
  const { stale } = await tierOf(tx, version!.modelId);
  return stale.map(({ what, sentence, before, after }) => ({
    what: "risk",
    key: what,
    before,
    after,
    sentence,
  }));
}
