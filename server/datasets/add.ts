import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { artifact } from "../../db/schema/runs.ts";
import { dataChanged } from "../approvals/data-changed.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { changeFacts } from "./describe.ts";
import { inspect } from "./inspect.ts";
import type { AddInput } from "./schemas.ts";

export interface Added {
  name: string;
  number: number;
  hash: string;
  rows: number;
  columnCount: number;
  /** False when a version with this very content was there already, which is then the one returned. */
  created: boolean;
}

/** Registers an uploaded file as the next version of a dataset, which is made when it is new. */
export async function add(ctx: Ctx, input: AddInput): Promise<Added> {
  authorize(ctx, "datasets.write");
  const { name, upload } = input;
  const bytes = await uploadBytes(ctx, upload.hash);
  const read = (await existing(ctx, name, upload.hash))
    ? null
    : await inspect(await ctx.artifacts.whole(upload.hash), upload.fileName);
  return ctx.db.transaction(async (tx) => {
    const owned = await lockedDataset(tx, ctx, input);
    // Looked for again: somebody may have added the same content while this file was read.
    const known = await existing({ ...ctx, db: tx }, name, upload.hash);
    if (known || !read) return known!;
    const { rows, columns, profile } = read;
    const [latest] = await tx
      .select({ number: datasetVersion.number })
      .from(datasetVersion)
      .where(eq(datasetVersion.datasetId, owned))
      .orderBy(desc(datasetVersion.number))
      .limit(1);
    const number = (latest?.number ?? 0) + 1;
    const id = newId("dsv");
    await tx.insert(datasetVersion).values({
      id,
      datasetId: owned,
      number,
      hash: upload.hash,
      fileName: upload.fileName,
      bytes,
      rows,
      columns,
      profile,
      createdBy: ctx.actor.userId,
    });
    await audit(tx, ctx.actor, {
      action: "dataset.add-version",
      entity: "dataset",
      entityId: owned,
      after: { name, number, hash: upload.hash, fileName: upload.fileName, rows },
    });
    await dataChanged(tx, ctx.actor, { dataset: name, number });
    return { name, number, hash: upload.hash, rows, columnCount: columns.length, created: true };
  });
}

async function uploadBytes(ctx: Ctx, hash: string): Promise<number> {
  const [found] = await ctx.db
    .select({ bytes: artifact.bytes })
    .from(artifact)
    .where(and(eq(artifact.workspaceId, ctx.actor.workspaceId), eq(artifact.hash, hash)));
  if (!found || !(await ctx.artifacts.has(hash)))
    throw new PenstockError(
      "not-found",
      "There is no upload with that content in this workspace: upload the file again.",
    );
  return found.bytes;
}

async function existing(
  { db, actor }: { db: Ctx["db"] | Transaction; actor: Ctx["actor"] },
  name: string,
  hash: string,
): Promise<Added | null> {
  const [found] = await db
    .select({
      number: datasetVersion.number,
      rows: datasetVersion.rows,
      columns: datasetVersion.columns,
    })
    .from(datasetVersion)
    .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
    .where(
      and(
        eq(dataset.workspaceId, actor.workspaceId),
        eq(dataset.name, name),
        eq(datasetVersion.hash, hash),
      ),
    )
    .limit(1);
  return found
    ? {
        name,
        number: found.number,
        hash,
        rows: found.rows,
        columnCount: found.columns.length,
        created: false,
      }
    : null;
}

/** The dataset's id, its row locked, so that two versions at once get two numbers. */
async function lockedDataset(tx: Transaction, ctx: Ctx, input: AddInput): Promise<string> {
  const { name, upload: _upload, ...facts } = input;
  const id = newId("ds");
  const [made] = await tx
    .insert(dataset)
    .values({ id, workspaceId: ctx.actor.workspaceId, name, owner: ctx.actor.userId, ...facts })
    .onConflictDoNothing()
    .returning({ id: dataset.id });
  if (made) {
    await audit(tx, ctx.actor, {
      action: "dataset.create",
      entity: "dataset",
      entityId: id,
      after: { name, ...facts },
    });
    return id;
  }
  return changeFacts(tx, ctx, { name, ...facts });
}
