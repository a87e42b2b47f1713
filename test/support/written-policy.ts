import type { Database } from "../../db/client.ts";
import { policyVersion } from "../../db/schema/governance.ts";
import type { JsonRecord } from "../../db/types.ts";
import type { Actor } from "../../server/context.ts";
import { newId } from "../../server/ids.ts";
import { BUILT_IN } from "../../server/policies/built-in.ts";
import { hashPolicy, type PolicyDocument } from "../../server/policies/policy.ts";

/** The policy for models that nobody has assessed, as a workspace has changed it. */
export async function writtenPolicy(
  db: Database,
  author: Actor,
  changes: Partial<PolicyDocument>,
): Promise<void> {
  const document = { ...BUILT_IN.unassessed, ...changes };
  await db.insert(policyVersion).values({
    id: newId("pol"),
    workspaceId: author.workspaceId,
    tier: "unassessed",
    number: 1,
    document: document as unknown as JsonRecord,
    source: "",
    hash: hashPolicy(document),
    note: "For a test.",
    author: author.userId,
  });
}
