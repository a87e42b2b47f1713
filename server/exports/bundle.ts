import type { JsonObject } from "../../workflows/core/json.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { publicKeyPem, sign } from "../signing.ts";
import { EDITIONS, tagsOf, type Topic } from "./frameworks.ts";
import { inlineArtifacts } from "./inline-artifacts.ts";
import { reviewRecord } from "./record.ts";

const FORMAT = "penstock-review-bundle/1";

/** Which part of the bundle is evidence for what. The artifacts have tags of their own. */
const PARTS = {
  review: ["purpose"],
  version: ["model"],
  packs: ["purpose", "risk-tier", "policy", "data", "lineage", "environment"],
  decisions: ["decisions"],
  delegations: ["decisions"],
  findings: ["findings"],
  waivers: ["waivers"],
  suspensions: ["suspensions"],
  events: ["suspensions"],
  documentation: ["documentation"],
  comments: ["findings"],
  audit: ["audit"],
} as const satisfies Record<string, readonly Topic[]>;

/**
 * All about a review as one value that whoever has the public key can check without this installation:
 * `docs/verify-bundle.mjs` does. The signature is over `bundle` as canonical JSON.
 * @throws PenstockError `not-found`, or `unavailable` where the process cannot sign
 */
export async function bundle(ctx: Ctx, { id }: { id: string }) {
  // It holds rows of the audit log.
  authorize(ctx, "audit.read");
  const record = await reviewRecord(ctx, id);
  const artifacts = await inlineArtifacts(
    ctx.artifacts,
    record.packs.map(({ pack }) => pack),
  );
  const value = JSON.parse(
    JSON.stringify({
      exportedAt: new Date(),
      exportedBy: { id: ctx.actor.userId, name: ctx.actor.name },
      ...record,
      artifacts,
      frameworks: {
        editions: EDITIONS,
        parts: Object.fromEntries(
          Object.entries(PARTS).map(([part, topics]) => [part, topics.flatMap(tagsOf)]),
        ),
      },
    }),
  ) as JsonObject;
  const signed = sign(value);
  await audit(ctx.db, ctx.actor, {
    action: "review.export",
    entity: "review",
    entityId: id,
    after: { format: "bundle", packHash: record.review.packHash, keyId: signed.keyId },
  });
  return { format: FORMAT, bundle: value, publicKey: publicKeyPem(), ...signed };
}
