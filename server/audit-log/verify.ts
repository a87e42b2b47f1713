import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { log } from "../log.ts";
import { publicKeyPem } from "../signing.ts";
import { checkChain, type Progress } from "./check-chain.ts";
import { sealFile } from "./seal-file.ts";
import type { Verdict } from "./verdict.ts";

interface Underway {
  progress: Progress;
  verdict: Promise<Verdict>;
}

// On the global object: Next's development server loads this module anew with each edit.
const kept = globalThis as typeof globalThis & { penstockVerifying?: Map<string, Underway> };
const underway = (kept.penstockVerifying ??= new Map<string, Underway>());

/** How far the verification of a workspace's record has come, where one is under way in this process. */
export function verifying(workspaceId: string): Progress | null {
  return underway.get(workspaceId)?.progress ?? null;
}

/**
 * Walks along the whole record of the workspace and says whether it is as it was written. Who asks while that is under way gets
 * the same answer. That it was done is an entry itself.
 */
export async function verify(ctx: Ctx, file = sealFile()): Promise<Verdict> {
  authorize(ctx, "audit.read");
  const { workspaceId } = ctx.actor;
  const { verdict } = underway.get(workspaceId) ?? begin(ctx, file);
  const { ok, entries, through, fault, ...rest } = await verdict;
  const written = audit(ctx.db, ctx.actor, {
    action: "audit.verify",
    entity: "audit",
    entityId: workspaceId,
    after: { ok, entries, through: through?.seq ?? 0, fault: fault && { ...fault } },
  });
  // A chain that was tampered with may take no further entry; that must not hide what was found.
  await (ok
    ? written
    : written.catch((error: unknown) =>
        log.error({ err: error, fault }, "a verification could not be recorded"),
      ));
  return { ok, entries, through, fault, ...rest };
}

function begin({ db, actor: { workspaceId } }: Ctx, file: string): Underway {
  const progress = { checked: 0, of: 0 };
  const verdict = checkChain(db, workspaceId, {
    file,
    publicKey: publicKeyPem(),
    progress,
  }).finally(() => underway.delete(workspaceId));
  const begun = { progress, verdict };
  underway.set(workspaceId, begun);
  return begun;
}
