import { createPublicKey, randomUUID } from "node:crypto";
import type { JsonObject } from "../../workflows/core/json.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { keyIdOfPem, publicKeyPem, sign } from "../signing.ts";
import { modelComponent } from "./bom-model.ts";
import {
  PIPELINE_REF,
  dataComponents,
  formulation,
  packageComponents,
  pipeline,
} from "./bom-parts.ts";
import { versionRecord, type VersionRecord } from "./version-record.ts";

/**
 * A model version as a CycloneDX 1.6 bill of materials: the model with its card, the data and the environment it was made
 * from, and how. Signed as JSF 0.82 (JSON Signature Format, over RFC 8785 canonical JSON) says.
 * @throws PenstockError `not-found`, or `unavailable` where the process cannot sign
 */
export async function bom(ctx: Ctx, { name, number }: { name: string; number: number }) {
  authorize(ctx, "workspace.read");
  const record = await versionRecord(ctx, { name, number });
  const made = signed(mlBom(record, new Date()));
  await audit(ctx.db, ctx.actor, {
    action: "model-version.export",
    entity: "model-version",
    entityId: record.version.id,
    after: { format: "cyclonedx-1.6", serialNumber: made["serialNumber"]! },
  });
  return made;
}

function mlBom(record: VersionRecord, now: Date): JsonObject {
  const model = modelComponent(record);
  const data = dataComponents(record);
  const packages = packageComponents(record);
  const refs = (components: { "bom-ref": string }[]) => components.map((one) => one["bom-ref"]);
  const bill = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${randomUUID()}`,
    version: 1,
    metadata: {
      timestamp: now.toISOString(),
      lifecycles: [{ phase: record.version.status === "retired" ? "decommission" : "post-build" }],
      tools: { components: [{ type: "application", name: "Penstock" }] },
      authors: [{ name: record.author }],
      component: model,
    },
    components: [pipeline(record), ...data, ...packages],
    dependencies: [
      { ref: model["bom-ref"], dependsOn: [PIPELINE_REF, ...refs(data), ...refs(packages)] },
      { ref: PIPELINE_REF, dependsOn: refs(data) },
    ],
    formulation: [formulation(record, model["bom-ref"])],
  };
  // What is undefined has no place in JSON, nor in what is signed.
  return JSON.parse(JSON.stringify(bill)) as JsonObject;
}

function signed(bill: JsonObject): JsonObject {
  const { x } = createPublicKey(publicKeyPem()).export({ format: "jwk" });
  // The value itself is the one thing that is not signed.
  const signer = {
    algorithm: "Ed25519",
    keyId: keyIdOfPem(publicKeyPem()),
    publicKey: { kty: "OKP", crv: "Ed25519", x: x! },
  };
  const { signature } = sign({ ...bill, signature: signer });
  const value = Buffer.from(signature, "base64").toString("base64url");
  return { ...bill, signature: { ...signer, value } };
}
