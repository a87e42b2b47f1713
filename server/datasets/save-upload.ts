import path from "node:path";
import { artifact } from "../../db/schema/runs.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

const LIMIT = 2 * 1024 ** 3;

/** Keeps an uploaded file by its content, for this workspace. `source` is what a Load step takes. */
export async function saveUpload(
  ctx: Omit<Ctx, "temporal">,
  stream: AsyncIterable<Buffer>,
  givenName: string,
  right: "datasets.write" | "evidence.attach" = "datasets.write",
) {
  authorize(ctx, right);
  const fileName = cleanName(givenName);
  const { hash, bytes } = await ctx.artifacts.putStream(stream, LIMIT);
  await ctx.db.transaction(async (tx) => {
    const added = await tx
      .insert(artifact)
      .values({
        workspaceId: ctx.actor.workspaceId,
        hash,
        type: "artifact",
        bytes,
        meta: { fileName },
      })
      .onConflictDoNothing()
      .returning({ hash: artifact.hash });
    if (added.length > 0)
      await audit(tx, ctx.actor, {
        action: "upload.add",
        entity: "upload",
        entityId: hash,
        after: { fileName, bytes },
      });
  });
  return { hash, bytes, fileName, source: `upload:${hash}/${fileName}` };
}

/** The name that a request's `x-file-name` gives, URI-encoded or not. */
export function fileNameOf(headers: Headers): string {
  const given = headers.get("x-file-name") ?? "upload";
  try {
    return decodeURIComponent(given);
  } catch {
    return given;
  }
}

/** The last part of a path, without what a path could be built from. */
function cleanName(name: string): string {
  const clean = path
    .basename(name.replaceAll("\\", "/"))
    .replace(/[\p{Cc}/]/gu, "")
    .trim();
  if (clean === "" || clean === "." || clean === "..")
    throw new PenstockError(
      "bad-request",
      "The upload has no file name: send one in the header x-file-name.",
    );
  return clean.slice(-200).replace(/^[\uDC00-\uDFFF]/, "");
}
