import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { secret } from "../../db/schema/secrets.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { decrypt } from "./cipher.ts";

/**
 * The value of a workspace's secret, for a step that names it.
 * @throws StepError where there is none; PenstockError where it cannot be decrypted
 */
export async function readSecret(db: Database, workspaceId: string, name: string): Promise<string> {
  const [found] = await db
    .select({ ciphertext: secret.ciphertext })
    .from(secret)
    .where(and(eq(secret.workspaceId, workspaceId), eq(secret.name, name)));
  if (!found)
    throw new StepError(
      "bad-config",
      `There is no secret '${name}' in this workspace: add it in Settings under Secrets, or with 'penstock secrets set ${name}'.`,
    );
  return decrypt(found.ciphertext);
}
