import { readFile } from "node:fs/promises";
import path from "node:path";
import { authorize, type Ctx } from "../context.ts";
import { repoRoot } from "../home.ts";
import { publicKeyPem } from "../signing.ts";

/** The key that this installation's signatures are checked with, as PEM. */
export function publicKey(ctx: Ctx): string {
  authorize(ctx, "workspace.read");
  return publicKeyPem();
}

/** The script that checks a bundle without this installation. */
export function verifier(ctx: Ctx): Promise<string> {
  authorize(ctx, "workspace.read");
  return readFile(path.join(repoRoot, "docs", "verify-bundle.mjs"), "utf8");
}
